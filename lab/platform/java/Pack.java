import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Puts a directory into a jar: a JRE has no `jar` command, and class archives accept no directories. Usage: Pack DIR JAR */
public final class Pack {
    private Pack() {}

    public static void main(String[] args) throws Exception {
        Path dir = Path.of(args[0]);
        List<Path> files;
        try (Stream<Path> found = Files.walk(dir)) {
            files = found.filter(Files::isRegularFile).sorted().toList();
        }
        try (ZipOutputStream jar = new ZipOutputStream(Files.newOutputStream(Path.of(args[1])))) {
            for (Path file : files) {
                jar.putNextEntry(new ZipEntry(dir.relativize(file).toString()));
                Files.copy(file, jar);
                jar.closeEntry();
            }
        }
    }
}
