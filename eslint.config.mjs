// Lint rules of components: Svelte's, and typescript-eslint's strict, type-checked set. Those of all other code are
// .oxlintrc.json's, and the same.
import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'

// TypeScript then reads a component as the parser writes it for the typed rules. Otherwise each of them differs from the
// file, and the whole program is made and checked again for each: 200 seconds instead of 40. Read when the plugin is loaded.
process.env['SVELTE_ESLINT_PARSER_EXPERIMENTAL_TS_SYS_HOOK'] ??= '1'
const { default: svelte } = await import('eslint-plugin-svelte')

export default defineConfig(
  globalIgnores(['node_modules/', 'out/', 'dist/', 'coverage/', 'test-results/', 'resources/']),
  {
    // A rule that does not fit is changed here, for everybody, with its reason; comments cannot switch it off.
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' },
  },
  {
    files: ['**/*.svelte'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        projectService: true,
        extraFileExtensions: ['.svelte'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      // `== null` asks for null and undefined at once.
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // `array[i]!` in a loop whose bounds are the array's: the alternative is a branch that cannot happen.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // A method that must return a promise may have nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      // `() => list.push(x)` reads well.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Numbers, shapes and the value that a closed union cannot have belong in sentences.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true, allowArray: true, allowNever: true },
      ],
      // `throw kind satisfies never` ends a closed union.
      '@typescript-eslint/only-throw-error': 'off',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ThrowStatement > :matches(Literal, TemplateLiteral, ObjectExpression)',
          message: 'Throw an Error.',
        },
      ],
      // `read<T>(path): T` where a file is read whose shape the caller checks or knows.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // tfjs hands its backends back as their interface; what they are is known from who made them.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // What is taken apart letter by letter is an einsum equation or a format of bytes, never prose.
      '@typescript-eslint/no-misused-spread': 'off',
      // tfjs marks whole families of functions that have no successor here.
      '@typescript-eslint/no-deprecated': 'off',
    },
  },
  {
    files: ['src-renderer/**/*.svelte', 'src-renderer/**/*.svelte.ts'],
    extends: [svelte.configs.recommended],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    rules: {
      // Addresses here are fragments (`#/models/ID`) that router.ts makes; there is no SvelteKit to resolve them.
      'svelte/no-navigation-without-resolve': 'off',
      // `let { value = $bindable(), label } = $props()`: one declaration, of which only a part is assigned to.
      'prefer-const': 'off',
      'svelte/prefer-const': ['error', { destructuring: 'all' }],
      // Beside other snippets (`empty`, `actions`) the main one has its name too.
      'svelte/no-useless-children-snippet': 'off',
      // Collections in `$state.raw` are replaced as a whole; others are private and nothing is drawn from them.
      'svelte/prefer-svelte-reactivity': 'off',
      // Svelte's compiler sees what a template uses and what `bind:this` assigns; these rules do not.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-useless-default-assignment': 'off',
    },
  },
  {
    // Modules with runes are plain TypeScript, whose runes are declared by svelte's types. Svelte's parser would write something
    // before them, so that each differs from what the program has read and everything is checked again, once per module.
    files: ['src-renderer/**/*.svelte.ts'],
    languageOptions: { parser: tseslint.parser },
  },
  {
    // Its HTML is made from a page of this repository while building; nothing that a user brings comes near it.
    files: ['src-renderer/pages/methods/MethodsPage.svelte'],
    rules: { 'svelte/no-at-html-tags': 'off' },
  },
  {
    // typescript-eslint does not know the types of other components; svelte-check does, and checks them.
    files: ['src-renderer/**/*.svelte'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
)
