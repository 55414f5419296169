import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.h2.mvstore.MVStore;

/**
 * A MongoDB-wire server on one file that answers a write only after the write is in the file.
 * Usage: MongoStore HOST PORT FILE
 */
public final class MongoStore {
    private static final int HOUSEKEEPING_INTERVAL_MS = 1_000;
    private static final int RETENTION_MS = 1_000;

    private MongoStore() {}

    public static void main(String[] args) throws Exception {
        MVStore store = new MVStore.Builder()
                .fileName(args[2])
                .autoCommitDisabled()
                .autoCommitBufferSize(0)
                .cacheSize(16)
                .pageSplitSize(4 * 1024)
                .open();
        // Chunks that hold nothing live are overwritten after this time; the default of 45 s lets the file grow
        // by some 8 KB for each write of the last 45 s.
        store.setRetentionTime(RETENTION_MS);
        store.setVersionsToKeep(0);
        DurableBackend backend = new DurableBackend(store);
        backend.version(new Wire13());
        MongoServer server = new MongoServer(backend);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.shutdownNow();
            System.out.println("stopped");
        }));
        server.bind(args[0], Integer.parseInt(args[1]));
        System.out.println("listening on " + args[0] + ":" + args[1]);
        backend.keepHouse();
    }

    /** Drivers of today refuse servers below wire version 9; 13 is that of MongoDB 5.0. */
    private static final class Wire13 implements MongoVersion {
        @Override
        public List<Integer> getVersionArray() {
            return List.of(5, 0, 0);
        }

        @Override
        public int getWireVersion() {
            return 13;
        }
    }

    private static final class DurableBackend extends H2Backend {
        private static final Set<String> READS = Set.of(
                "ismaster", "hello", "buildinfo", "ping", "find", "count", "distinct", "getmore", "killcursors",
                "listcollections", "listindexes", "listdatabases", "serverstatus", "whatsmyuri", "endsessions",
                "collstats", "dbstats", "connectionstatus", "hostinfo");

        /**
         * Writers share it, a commit has it alone: a commit must never catch another writer between its document
         * and its index entries, or a crash right after would keep the one without the other.
         */
        private final ReentrantReadWriteLock consistency = new ReentrantReadWriteLock(true);

        DurableBackend(MVStore store) {
            super(store);
        }

        @Override
        public Document handleCommand(Channel channel, String database, String command, Document query) {
            if (READS.contains(command.toLowerCase(Locale.ROOT))) {
                return super.handleCommand(channel, database, command, query);
            }
            try {
                consistency.readLock().lock();
                try {
                    return super.handleCommand(channel, database, command, query);
                } finally {
                    consistency.readLock().unlock();
                }
            } finally {
                commitAlone();
            }
        }

        /** Whoever comes second finds nothing left to commit, so concurrent writers share one file write. */
        private void commitAlone() {
            consistency.writeLock().lock();
            try {
                if (getMvStore().hasUnsavedChanges()) {
                    commit();
                }
            } finally {
                consistency.writeLock().unlock();
            }
        }

        /** Rewrites sparsely filled chunks, a little at a time, so that the file does not grow with every update. */
        void keepHouse() throws InterruptedException {
            while (true) {
                Thread.sleep(HOUSEKEEPING_INTERVAL_MS);
                consistency.writeLock().lock();
                try {
                    if (!getMvStore().isClosed()) {
                        getMvStore().compact(50, 1 << 20);
                    }
                } finally {
                    consistency.writeLock().unlock();
                }
            }
        }
    }
}
