/**
 * The one door to TensorFlow.js core: every module of Halfpower imports `tf` from here, so that the
 * gradients are registered once and there is one copy of the engine (see build/tensorflow-alias.mjs).
 */
import '@tensorflow/tfjs-core/dist/register_all_gradients'
import './gradients'

export * from '@tensorflow/tfjs-core'
