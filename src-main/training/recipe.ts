/**
 * How a network is trained, as data: stored with the model, hashed into its key, editable by a user.
 * Schema and presets are the contract's, because forms show them; here training finds them.
 */
export * from '../contract/training/recipe'
export { FINE_TUNING_RECIPE, RECIPES, USUAL_RECIPE } from '../contract/training/recipe-presets'
