/**
 * Builds the product with one of its checks removed, for the tests that ask whether the tests would
 * notice. Which one stands in the environment.
 */
import { defineConfig, mergeConfig, type Plugin } from 'vite';
import beside from '../../vite.config.ts';

const MUTATIONS: Record<string, { file: string; from: string | RegExp; to: string }> = {
  certificate: {
    file: '/src/lib/adapters/certificate.ts',
    from: /(export async function endsAtPairedCertificate\([^{]*\{)/,
    to: '$1 if (pc) return true;',
  },
  confirmation: {
    file: '/src/lib/protocol/pairing.ts',
    from: 'if (!equalInConstantTime(hexToBytes(confirmation.tag)',
    to: 'if (confirmation.is !== "confirm" && !equalInConstantTime(hexToBytes(confirmation.tag)',
  },
};

function mutation(): Plugin {
  const wanted = MUTATIONS[process.env['MUTATION'] ?? ''];
  if (!wanted) throw new Error('MUTATION names no mutation');
  let done = false;
  return {
    name: 'mutation',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith(wanted.file)) return null;
      const mutated = code.replace(wanted.from, wanted.to);
      done = mutated !== code;
      return { code: mutated, map: null };
    },
    buildEnd() {
      // The check was written in another way since: a mutation that changes nothing would prove nothing.
      if (!done) this.error(`there is nothing to remove in ${wanted.file}`);
    },
  };
}

export default defineConfig(async (how) => mergeConfig(await beside(how), { plugins: [mutation()] }));
