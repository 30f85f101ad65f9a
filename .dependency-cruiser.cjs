/** Who may import whom, as docs/architecture.md draws it. Arrows only downward, no circles. */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'every-import-is-found',
      comment: 'An import that resolves to nothing would slip through every rule below.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^cloudflare:' },
    },
    {
      name: 'protocol-is-pure',
      severity: 'error',
      from: { path: '^src/lib/protocol' },
      to: { pathNot: '^(src/lib/protocol|node_modules/(valibot|@noble))' },
    },
    {
      name: 'machines-are-pure',
      severity: 'error',
      from: { path: '^src/lib/session' },
      to: { pathNot: '^src/lib/(protocol|session)' },
    },
    {
      name: 'ink-only-draws',
      severity: 'error',
      from: { path: '^src/lib/ink' },
      to: { pathNot: '^(src/lib/(protocol|ink)|node_modules/perfect-freehand)' },
    },
    {
      name: 'adapters-know-no-session',
      severity: 'error',
      from: { path: '^src/lib/adapters' },
      to: { path: '^(src/lib/(session|state|ui)|src/routes|node_modules/svelte)' },
    },
    {
      name: 'picture-knows-no-session',
      severity: 'error',
      from: { path: '^src/lib/picture' },
      to: { path: '^(src/lib/(session|state|ui|adapters)|src/routes|node_modules/svelte)' },
    },
    {
      name: 'ui-knows-no-network',
      severity: 'error',
      from: { path: '^src/lib/ui' },
      to: { path: '^(src/lib/(adapters|state|picture)|src/routes|node_modules/(peerjs|@azure))' },
    },
    {
      name: 'ui-knows-sessions-by-type',
      severity: 'error',
      from: { path: '^src/lib/ui' },
      to: { path: '^src/lib/session', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'state-is-handed-its-doers',
      severity: 'error',
      from: { path: '^src/lib/state' },
      to: { path: '^(src/lib/(adapters|picture|ui)|src/routes)' },
    },
    {
      name: 'routes-know-no-network',
      severity: 'error',
      from: { path: '^src/routes' },
      to: { path: '^src/lib/adapters' },
    },
    {
      name: 'only-main-assembles',
      severity: 'error',
      from: { path: '^src/(lib|routes)' },
      to: { path: '^src/(assembly|main)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'peers-share-only-protocol',
      severity: 'error',
      from: { path: '^(agent|signaling)/' },
      to: { path: '^src/', pathNot: '^src/lib/protocol' },
    },
    {
      name: 'peers-are-strangers',
      severity: 'error',
      from: { path: '^(agent|signaling)/' },
      to: { path: '^(agent|signaling)/', pathNot: '^$1/' },
    },
    {
      name: 'web-knows-no-peer',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(agent|signaling|tests)/' },
    },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      from: { pathNot: '^tests/' },
      to: { path: '^tests/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'svelte', 'default'] },
  },
};
