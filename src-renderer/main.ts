/**
 * Where the window begins. The first import switches zod's code generation off: it would be refused by
 * the content security policy, and must be off before the first schema is made.
 */
import './app/zod-without-eval'
import { mount } from 'svelte'
import '@fontsource/arimo/latin-400.css'
import '@fontsource/arimo/latin-700.css'
import '@fontsource/arimo/greek-400.css'
import '@fontsource/arimo/greek-700.css'
import './app/theme.css'
import './app/elements.css'
import App from './app/App.svelte'
import { startState } from './state/start'

const target = document.getElementById('app')
if (!target) throw new Error('The page has no place for the application.')
startState()
mount(App, { target })
