# Beside on one machine: `npm start` runs this with `workerd serve`, and so can anyone else.
# The paths and the address are those of a checkout; scripts/serve.mjs overrides them by name.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "beside", worker = .worker),
    # One folder of SQLite files, one per nameplate ever used; on a tmpfs the server forgets faster.
    (name = "state", disk = (path = "../.beside/state", writable = true)),
    # A sign-in provider may be in the same house, or on this very machine.
    (name = "internet", network = (allow = ["public", "private"], tlsOptions = (trustBrowserCas = true))),
    (name = "app", disk = (path = "../dist/app", writable = false, allowDotfiles = false)),
    # Only scripts/serve.mjs runs one, and says where. Nothing is asked of it unless DEMO_ISSUER is set.
    (name = "demo-provider", external = (address = "127.0.0.1:1", http = ())),
  ],
  sockets = [(name = "http", address = "127.0.0.1:8787", http = (), service = "beside")],
);

const worker :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "../dist/worker/worker.js")],
  compatibilityDate = "2026-11-01",
  durableObjectNamespaces = [
    (className = "SessionRoom", uniqueKey = "beside-session-room", enableSql = true),
    (className = "LimitKeeper", uniqueKey = "beside-limit-keeper", enableSql = true),
    (className = "KeyKeeper", uniqueKey = "beside-key-keeper", enableSql = true),
    (className = "NonceKeeper", uniqueKey = "beside-nonce-keeper", enableSql = true),
    (className = "RecordKeeper", uniqueKey = "beside-record-keeper", enableSql = true),
    (className = "CountKeeper", uniqueKey = "beside-count-keeper", enableSql = true),
    (className = "ReportKeeper", uniqueKey = "beside-report-keeper", enableSql = true),
    (className = "BlockKeeper", uniqueKey = "beside-block-keeper", enableSql = true),
  ],
  durableObjectStorage = (localDisk = "state"),
  bindings = [
    (name = "ROOMS", durableObjectNamespace = "SessionRoom"),
    (name = "LIMITS", durableObjectNamespace = "LimitKeeper"),
    (name = "KEYS", durableObjectNamespace = "KeyKeeper"),
    (name = "NONCES", durableObjectNamespace = "NonceKeeper"),
    (name = "RECORDS", durableObjectNamespace = "RecordKeeper"),
    (name = "COUNTS", durableObjectNamespace = "CountKeeper"),
    (name = "REPORTS", durableObjectNamespace = "ReportKeeper"),
    (name = "BLOCKS", durableObjectNamespace = "BlockKeeper"),
    (name = "ASSETS", service = "app"),
    (name = "DEMO_PROVIDER", service = "demo-provider"),
    # An unset variable leaves the worker's own default in force.
    (name = "NAMEPLATE_KEY", fromEnvironment = "NAMEPLATE_KEY"),
    (name = "JOIN_TRIES_PER_MINUTE", fromEnvironment = "JOIN_TRIES_PER_MINUTE"),
    (name = "JOIN_TRIES_PER_HOUR", fromEnvironment = "JOIN_TRIES_PER_HOUR"),
    (name = "JOINS_BEFORE_WORK", fromEnvironment = "JOINS_BEFORE_WORK"),
    (name = "WORK_BITS", fromEnvironment = "WORK_BITS"),
    (name = "CODES_PER_MINUTE", fromEnvironment = "CODES_PER_MINUTE"),
    (name = "CODES_PER_DAY", fromEnvironment = "CODES_PER_DAY"),
    (name = "CODES_PER_MINUTE_OF_ADDRESS", fromEnvironment = "CODES_PER_MINUTE_OF_ADDRESS"),
    (name = "CODES_PER_DAY_OF_ADDRESS", fromEnvironment = "CODES_PER_DAY_OF_ADDRESS"),
    (name = "SIGN_INS_PER_MINUTE", fromEnvironment = "SIGN_INS_PER_MINUTE"),
    (name = "SIGN_INS_PER_HOUR", fromEnvironment = "SIGN_INS_PER_HOUR"),
    (name = "CODE_LIFETIME_MS", fromEnvironment = "CODE_LIFETIME_MS"),
    (name = "SESSION_LIFETIME_MS", fromEnvironment = "SESSION_LIFETIME_MS"),
    (name = "TRUSTED_PROXY", fromEnvironment = "TRUSTED_PROXY"),
    (name = "ICE_SERVERS", fromEnvironment = "ICE_SERVERS"),
    (name = "SIGN_IN_KIND", fromEnvironment = "SIGN_IN_KIND"),
    (name = "SIGN_IN_CLIENT_ID", fromEnvironment = "SIGN_IN_CLIENT_ID"),
    (name = "SIGN_IN_AUTHORITY", fromEnvironment = "SIGN_IN_AUTHORITY"),
    (name = "SIGN_IN_PROVIDER", fromEnvironment = "SIGN_IN_PROVIDER"),
    (name = "SIGN_IN_ORGANISATION", fromEnvironment = "SIGN_IN_ORGANISATION"),
    (name = "SIGN_IN_TENANTS", fromEnvironment = "SIGN_IN_TENANTS"),
    (name = "SIGN_IN_PERSONAL", fromEnvironment = "SIGN_IN_PERSONAL"),
    (name = "SIGN_IN_DOMAINS", fromEnvironment = "SIGN_IN_DOMAINS"),
    (name = "SIGN_IN_SUBJECTS", fromEnvironment = "SIGN_IN_SUBJECTS"),
    (name = "ADMIN_SUBJECTS", fromEnvironment = "ADMIN_SUBJECTS"),
    (name = "ADMIN_CLAIM", fromEnvironment = "ADMIN_CLAIM"),
    (name = "ADMIN_TOKEN", fromEnvironment = "ADMIN_TOKEN"),
    (name = "ALLOW_DEMO", fromEnvironment = "ALLOW_DEMO"),
    (name = "DEMO_ISSUER", fromEnvironment = "DEMO_ISSUER"),
  ],
);
