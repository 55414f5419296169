import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.tukaani.xz.XZInputStream;

/**
 * Takes one file out of a jar, decompressing it when its name ends in xz, so that neither unzip nor xz need be
 * installed. Usage: Unpack JAR NAME_PREFIX TARGET
 */
public final class Unpack {
    private Unpack() {}

    public static void main(String[] args) throws Exception {
        try (ZipFile jar = new ZipFile(args[0])) {
            ZipEntry entry = jar.stream()
                    .filter(candidate -> candidate.getName().startsWith(args[1]))
                    .findFirst()
                    .map(ZipEntry.class::cast)
                    .orElseThrow(() -> new IllegalArgumentException("no " + args[1] + " in " + args[0]));
            try (InputStream raw = jar.getInputStream(entry);
                    InputStream in = entry.getName().endsWith("xz") ? new XZInputStream(raw) : raw) {
                Files.copy(in, Path.of(args[2]), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
