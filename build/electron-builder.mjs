/**
 * How the packages are made that people install without npm: what is in them and how it lies there. For electron-builder,
 * which `npm run package` (package.mjs) starts. A value, so that it can be checked without Electron's program.
 *
 * The Node that computes, and everything that it loads, lies outside of Electron's archive, into which it cannot look
 * (shell/electron/job-node.ts).
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './child.mjs'

/** @type {{ version: string }} */
const electron = JSON.parse(readFileSync(join(root, 'node_modules', 'electron', 'package.json'), 'utf8'))

const packages = 'build/packaging/node_modules'
const icon = 'build/icons/icon.png'

const configuration = {
  appId: 'org.halfpower.workbench',
  productName: 'Halfpower',
  copyright: 'MIT licence',
  electronVersion: electron.version,
  directories: { output: 'dist', buildResources: 'build/icons' },
  // All native modules are Node-API: nothing is compiled, nothing fetched for it.
  npmRebuild: false,
  files: [
    'package.json',
    'out/**',
    '!out/bench/**',
    '!out/made-from.txt',
    'resources/**',
    'build/icons/tray.png',
    'LICENSE',
    'THIRD-PARTY-NOTICES.md',
    '!**/*.{map,d.ts,d.mts,d.cts,md,markdown}',
    '!**/{test,tests,__tests__,example,examples,docs}/**',
    // ONNX Runtime comes for all systems at once: only the own one goes along.
    '!node_modules/onnxruntime-node/bin/**',
    'node_modules/onnxruntime-node/bin/napi-v6/${platform}/${arch}/**',
    '!node_modules/onnxruntime-node/script/**',
    // tfjs-core is bundled already, gradients and all; TensorFlow's native library is installed on demand only, in a checkout.
    '!node_modules/{@tensorflow,core-js}/**',
  ],
  asar: true,
  asarUnpack: ['package.json', 'out/main/**', 'node_modules/**', 'resources/**', 'build/icons/**'],
  extraResources: [
    { from: 'dist/notices', to: 'notices' },
    { from: 'resources/fashion-mnist/LICENSE', to: 'notices/fashion-mnist-LICENSE' },
  ],
  // What an installed program needs no more than anybody else who starts it.
  electronFuses: {
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableCookieEncryption: true,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  },
  fileAssociations: [
    {
      ext: 'halfpower',
      name: 'Halfpower project',
      description: 'Halfpower project',
      mimeType: 'application/x-halfpower',
      role: 'Editor',
      // A project is a folder; macOS shows such a folder as one thing.
      isPackage: true,
    },
  ],
  linux: {
    target: ['AppImage', 'deb'],
    icon,
    category: 'Science',
    maintainer: 'The authors of Halfpower',
    synopsis: 'Spatial frequencies of vision models',
    extraResources: [{ from: `${packages}/node-linux-\${arch}/bin/node`, to: 'node/node' }],
  },
  win: {
    target: ['nsis'],
    icon,
    extraResources: [{ from: `${packages}/node-win-\${arch}/bin/node.exe`, to: 'node/node.exe' }],
  },
  nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true },
  mac: {
    target: ['dmg'],
    icon,
    category: 'public.app-category.education',
    minimumSystemVersion: '13.0',
    extraResources: [{ from: `${packages}/node-bin-darwin-\${arch}/bin/node`, to: 'node/node' }],
  },
  publish: null,
}

export default configuration
