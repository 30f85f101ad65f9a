/** What the tests of the worker are handed by the runtime: the worker's own bindings, and itself. */
declare namespace Cloudflare {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- merging is the only way to say this
  interface Env extends ImportedEnv {}
  interface GlobalProps {
    mainModule: typeof import('../../signaling/worker.ts');
  }
}
type ImportedEnv = import('../../signaling/env.ts').Env;
