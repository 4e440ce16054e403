/** Directions of ARCHITECTURE §1: stages are strangers, each zone has an allow-list, nothing runs in a circle. */
const stages = 'collect|understand|decide|act|measure|learn';

/** A zone may import only what its allow-list names; tests may also use vitest, fast-check and the test support. */
const zone = (name, from, allowed) => ({
  name,
  severity: 'error',
  comment: `${from} may import only: ${allowed.join(', ')}`,
  from: { path: from, pathNot: '\\.test\\.ts$' },
  to: { pathNot: allowed },
});

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'stages-are-strangers',
      severity: 'error',
      comment: 'Stages meet in records and in tables, never in code',
      from: { path: `^src/(${stages})/` },
      to: { path: `^src/(${stages})/`, pathNot: '^src/$1/' },
    },
    {
      name: 'only-app-imports-stages',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/(app|testing|${stages})/` },
      to: { path: `^src/(${stages})/` },
    },
    {
      name: 'only-app-imports-app',
      severity: 'error',
      from: { path: '^(src|console)/', pathNot: '^src/(app|testing)/' },
      to: { path: '^src/app/' },
    },
    {
      name: 'store-behind-store-files',
      severity: 'error',
      comment:
        'In a stage only *.store.ts talks to the databases; shells may take the type of the context and staged uploads',
      from: { path: `^src/(${stages})/`, pathNot: '\\.(store|test)\\.ts$' },
      to: { path: '^src/store/', pathNot: '^src/store/staging\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    zone('kernel-imports-nothing', '^src/kernel/', ['^src/kernel/']),
    zone('math-is-alone', '^src/math/', [
      '^src/math/',
      '^src/kernel/',
      'node_modules/(@stdlib|pure-rand|ml-matrix)/',
    ]),
    zone('models-are-pure', '^src/models/', [
      '^src/models/',
      '^src/math/',
      '^src/records/',
      '^src/kernel/',
      'node_modules/(@stdlib|pure-rand|ml-matrix)/',
    ]),
    zone('records-know-zod-only', '^src/records/', ['^src/records/', '^src/kernel/', 'node_modules/zod/']),
    {
      name: 'store-knows-no-stage',
      severity: 'error',
      from: { path: '^src/store/' },
      to: { path: `^src/(app|simulator|models|${stages})/` },
    },
    zone('simulator-knows-no-stage', '^src/simulator/', [
      '^src/simulator/',
      '^src/math/',
      '^src/records/',
      '^src/kernel/',
      'node_modules/(pure-rand|@stdlib)/',
      '^node:',
      '^(fs|path|stream|zlib|crypto|os|util|events|buffer)',
    ]),
    {
      name: 'console-takes-records-only',
      severity: 'error',
      from: { path: '^console/' },
      to: { path: '^src/', pathNot: '^src/records/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
    exclude: { path: '(console/dist|tests/house/fixtures)' },
  },
};
