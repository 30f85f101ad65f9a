import eslint from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import typescript from 'typescript-eslint';

/** Ways for text from a peer to become markup or code. None of them is ever needed here. */
const TEXT_BECOMES_CODE = [
  {
    selector:
      'MemberExpression[property.name=/^(innerHTML|outerHTML|srcdoc|insertAdjacentHTML|setHTMLUnsafe|createContextualFragment)$/]',
    message: 'Text from a peer must reach the page as text. Use textContent or a component.',
  },
  {
    selector: "CallExpression[callee.object.name='document'][callee.property.name=/^(write|writeln)$/]",
    message: 'document.write turns text into markup.',
  },
  {
    selector: "CallExpression[callee.property.name='postMessage'][arguments.1.value='*']",
    message: 'Name the origin that may read this message.',
  },
];

export default defineConfig(
  globalIgnores(['dist/', '.beside/', '.wrangler/', 'test-results/', 'playwright-report/']),
  eslint.configs.recommended,
  typescript.configs.recommendedTypeChecked,
  svelte.configs.recommended,
  {
    languageOptions: {
      globals: { ...globals.browser, ...globals.node },
      parserOptions: { projectService: true, extraFileExtensions: ['.svelte'], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      'no-eval': 'error',
      '@typescript-eslint/no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-restricted-syntax': ['error', ...TEXT_BECOMES_CODE],
      // The compiler already knows every name; ESLint does not know types used as names.
      'no-undef': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Numbers in sentences are what templates are for.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: typescript.parser } },
    rules: { 'svelte/no-at-html-tags': 'error' },
  },
  {
    // ESLint cannot see the types of an imported component and takes them all for any; svelte-check can.
    files: ['**/*.svelte'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    // A server that keeps no log cannot leak one.
    files: ['signaling/**'],
    rules: { 'no-console': 'error' },
  },
  {
    files: ['src/service-worker.ts'],
    languageOptions: { parserOptions: { projectService: false, project: 'src/tsconfig.service-worker.json' } },
  },
  {
    // Configuration stands at the root and is type-checked with the tests.
    files: ['*.config.ts'],
    languageOptions: { parserOptions: { projectService: false, project: 'tests/tsconfig.json' } },
  },
  {
    // ESLint does not count a JSDoc cast as one, so every JSON.parse would stay any to it; tsc does count it.
    files: ['**/*.mjs'],
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off' },
  },
  { files: ['**/*.{js,cjs}'], extends: [typescript.configs.disableTypeChecked] },
);
