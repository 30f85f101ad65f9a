# Beside on one machine: `npm start` runs this with `workerd serve`, and so can anyone else.
# The paths and the address are those of a checkout; scripts/serve.mjs overrides them by name.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "beside", worker = .worker),
    # One folder of SQLite files, one per nameplate ever used; on a tmpfs the server forgets faster.
    (name = "state", disk = (path = "../.beside/state", writable = true)),
    (name = "app", disk = (path = "../dist/app", writable = false, allowDotfiles = false)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:8787", http = (), service = "beside")],
);

const worker :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "../dist/worker/worker.js")],
  compatibilityDate = "2026-11-01",
  durableObjectNamespaces = [
    (className = "SessionRoom", uniqueKey = "beside-session-room", enableSql = true),
    (className = "LimitKeeper", uniqueKey = "beside-limit-keeper", enableSql = true),
    (className = "RecordKeeper", uniqueKey = "beside-record-keeper", enableSql = true),
    (className = "CountKeeper", uniqueKey = "beside-count-keeper", enableSql = true),
    (className = "ReportKeeper", uniqueKey = "beside-report-keeper", enableSql = true),
    (className = "BlockKeeper", uniqueKey = "beside-block-keeper", enableSql = true),
  ],
  durableObjectStorage = (localDisk = "state"),
  bindings = [
    (name = "ROOMS", durableObjectNamespace = "SessionRoom"),
    (name = "LIMITS", durableObjectNamespace = "LimitKeeper"),
    (name = "RECORDS", durableObjectNamespace = "RecordKeeper"),
    (name = "COUNTS", durableObjectNamespace = "CountKeeper"),
    (name = "REPORTS", durableObjectNamespace = "ReportKeeper"),
    (name = "BLOCKS", durableObjectNamespace = "BlockKeeper"),
    (name = "ASSETS", service = "app"),
    # An unset variable leaves the worker's own default in force.
    (name = "NAMEPLATE_KEY", fromEnvironment = "NAMEPLATE_KEY"),
    (name = "JOIN_TRIES_PER_MINUTE", fromEnvironment = "JOIN_TRIES_PER_MINUTE"),
    (name = "JOIN_TRIES_PER_HOUR", fromEnvironment = "JOIN_TRIES_PER_HOUR"),
    (name = "JOINS_BEFORE_WORK", fromEnvironment = "JOINS_BEFORE_WORK"),
    (name = "WORK_BITS", fromEnvironment = "WORK_BITS"),
    (name = "CODES_PER_MINUTE", fromEnvironment = "CODES_PER_MINUTE"),
    (name = "CODES_PER_DAY", fromEnvironment = "CODES_PER_DAY"),
    (name = "CODE_LIFETIME_MS", fromEnvironment = "CODE_LIFETIME_MS"),
    (name = "SESSION_LIFETIME_MS", fromEnvironment = "SESSION_LIFETIME_MS"),
    (name = "ADMIN_TOKEN", fromEnvironment = "ADMIN_TOKEN"),
    (name = "TRUSTED_PROXY", fromEnvironment = "TRUSTED_PROXY"),
    (name = "ICE_SERVERS", fromEnvironment = "ICE_SERVERS"),
  ],
);
