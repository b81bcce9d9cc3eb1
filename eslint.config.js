import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

// The staircase: a folder imports itself, #shared/*, and what stands to its left.
const webStairs = [
  'ui',
  'markdown',
  'data',
  'api',
  'sync',
  'commands',
  'account',
  'settings',
  'models',
  'presets',
  'versions',
  'runs',
  'compare',
  'variants',
  'conflicts',
  'schemas',
  'presence',
  'comments',
  'snapshots',
  'prompts',
  'chat',
  'sharing',
  'usage',
  'audit',
  'search',
  'shell'
];
// The base may be imported by the engines; the engines never import each other; app.ts joins them.
const serverBase = [
  'backups',
  'db',
  'audit',
  'http',
  'secrets',
  'auth',
  'providers',
  'limits',
  'blobs',
  'prompts',
  'snapshots',
  'comments',
  'presence',
  'search'
];
const serverEngines = ['sync', 'runs', 'sharing'];

const clockAndChance = [
  { object: 'Date', property: 'now', message: 'Pass the clock in: this code has to replay.' },
  { object: 'Math', property: 'random', message: 'Pass randomness in: this code has to replay.' }
];

const noMocks = {
  selector: "CallExpression[callee.object.name='vi'][callee.property.name='mock']",
  message: 'No mocks of our own modules: faults live in the harness.'
};
const noSkips = {
  selector:
    'CallExpression[callee.property.name=/^(only|skip|todo)$/][callee.object.name=/^(test|it|describe)$/]',
  message: 'No skipped or lonely tests on main.'
};
const noPacking = {
  selector:
    'ObjectExpression > SpreadElement > ObjectExpression, ArrayExpression > SpreadElement > ArrayExpression',
  message: 'Write what is in it where it belongs: nothing is spread that is only there for it.'
};

/** Rules that keep a folder on its stair: `forbidden` are folder names under `alias`. */
function stair(files, patterns) {
  return {
    files,
    ignores: ['**/*.test.ts', '**/testing/**'],
    rules: { 'no-restricted-imports': ['error', { patterns }] }
  };
}

const testingOnly = {
  regex: '/testing/',
  message: 'testing/ is for tests only.'
};
const notServer = {
  regex: 'sync-server/',
  allowTypeImports: true,
  message: 'web/ may import only types from sync-server/.'
};
const noNode = { regex: '^node:', message: 'web/ runs in the browser: no Node modules.' };
const noClimbing = {
  regex: '^\\.\\./(?!lib/testing)',
  message: 'Cross a folder by its alias ($lib/…, #shared/…), never by ../'
};

const webRules = webStairs.map((folder, index) =>
  stair(
    [`web/lib/${folder}/**/*.{ts,svelte}`],
    [
      testingOnly,
      notServer,
      noNode,
      noClimbing,
      ...webStairs.slice(index + 1).map((right) => ({
        regex: `^\\$lib/${right}/`,
        message: `${folder}/ stands left of ${right}/ on the staircase and may not import it.`
      })),
      ...(folder === 'ui'
        ? [
            {
              regex: '^(\\$lib/(?!ui/)|#shared/)',
              message: 'ui/ is markup and style only: records come in as props.'
            }
          ]
        : [])
    ]
  )
);

const serverRules = [
  ...serverBase.map((folder) =>
    stair(
      [`sync-server/${folder}/**/*.ts`],
      [
        testingOnly,
        ...serverEngines.map((engine) => ({
          regex: `/${engine}/`,
          message: `${folder}/ is base: it may not import the engine ${engine}/.`
        }))
      ]
    )
  ),
  ...serverEngines.map((engine) =>
    stair(
      [`sync-server/${engine}/**/*.ts`],
      [
        testingOnly,
        ...serverEngines
          .filter((other) => other !== engine)
          .map((other) => ({
            regex: `\\.\\./${other}/`,
            message: `Engines never import each other: app.ts joins ${engine}/ and ${other}/.`
          }))
      ]
    )
  )
];

export default ts.config(
  { ignores: ['node_modules', '.svelte-kit', 'build', 'static', 'test-results'] },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      'no-undef': 'off',
      'svelte/no-navigation-without-resolve': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
      'no-console': ['error', { allow: ['error', 'warn'] }],
      // Most files are far below; the engines may reach this.
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': ['error', noMocks, noSkips, noPacking]
    }
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig }
    }
  },
  {
    files: ['shared/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-properties': ['error', ...clockAndChance] }
  },
  {
    // The sync engine is simulated: time, chance, timers and network come in through its ports.
    files: ['web/lib/sync/engine.ts', 'web/lib/sync/loop.ts'],
    rules: {
      'no-restricted-properties': ['error', ...clockAndChance],
      'no-restricted-globals': ['error', 'setTimeout', 'setInterval', 'fetch', 'crypto']
    }
  },
  {
    files: ['web/**/*.{ts,svelte}'],
    ignores: ['**/*.test.ts', '**/testing/**', 'web/e2e/**'],
    rules: { 'no-restricted-globals': ['error', 'process', 'Buffer'] }
  },
  ...webRules,
  ...serverRules,
  // Playwright's fixtures have to destructure their first argument, even to nothing.
  { files: ['web/e2e/**'], rules: { 'no-empty-pattern': 'off' } },
  {
    files: ['scripts/**', 'bench/**', 'soak/**', 'sync-server/scripts/**', 'web/e2e/**'],
    rules: { 'no-console': 'off' }
  }
);
