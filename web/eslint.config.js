import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';

/** Types are checked by svelte-check; these rules catch what types cannot, and stay fast. */
export default ts.config(
  {
    ignores: [
      '**/node_modules',
      '**/.svelte-kit',
      'dist',
      '**/dist',
      'shared/src/generated',
      'shared/src/words/compiled',
    ],
  },
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
  {
    rules: {
      'no-undef': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': ['error', { allow: ['warn', 'error'] }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'svelte/no-at-html-tags': 'error',
      'svelte/no-navigation-without-resolve': 'off',
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  { files: ['tools/**', '**/tools/**'], rules: { 'no-console': 'off' } },
);
