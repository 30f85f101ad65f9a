# Beside on one machine: `npm start` runs this with `workerd serve`, and so can anyone else.
# The paths and the address are those of a checkout; scripts/serve.mjs overrides them by name.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "beside", worker = .worker),
    # One folder of SQLite files, one per nameplate ever used; on a tmpfs the server forgets faster.
    (name = "state", disk = (path = "../.beside/state", writable = true)),
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
  ],
  durableObjectStorage = (localDisk = "state"),
  bindings = [
    (name = "ROOMS", durableObjectNamespace = "SessionRoom"),
    (name = "LIMITS", durableObjectNamespace = "LimitKeeper"),
    (name = "ASSETS", service = "app"),
    (name = "DEMO_PROVIDER", service = "demo-provider"),
    # An unset variable leaves the worker's own default in force.
    (name = "NAMEPLATE_KEY", fromEnvironment = "NAMEPLATE_KEY"),
    (name = "JOIN_TRIES_PER_MINUTE", fromEnvironment = "JOIN_TRIES_PER_MINUTE"),
    (name = "JOIN_TRIES_PER_HOUR", fromEnvironment = "JOIN_TRIES_PER_HOUR"),
    (name = "CODES_PER_MINUTE", fromEnvironment = "CODES_PER_MINUTE"),
    (name = "CODES_PER_DAY", fromEnvironment = "CODES_PER_DAY"),
    (name = "CODE_LIFETIME_MS", fromEnvironment = "CODE_LIFETIME_MS"),
    (name = "SESSION_LIFETIME_MS", fromEnvironment = "SESSION_LIFETIME_MS"),
    (name = "TRUSTED_PROXY", fromEnvironment = "TRUSTED_PROXY"),
    (name = "ICE_SERVERS", fromEnvironment = "ICE_SERVERS"),
    (name = "DEMO_ISSUER", fromEnvironment = "DEMO_ISSUER"),
  ],
);
