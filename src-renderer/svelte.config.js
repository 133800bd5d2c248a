/** The compiler needs no preprocessor: TypeScript in components is stripped of its types by Svelte itself. */
/** @type {import('@sveltejs/vite-plugin-svelte').SvelteConfig} */
export default { compilerOptions: { runes: true } }
