/**
 * Names that have one use in a file of weights: to run something. Nothing that a pickle names is ever run
 * here, so this list protects nobody from us; it tells the user that the file is an attack on whoever opens
 * it with Python. A name that is missing here is inert all the same.
 */

/** Modules of Python (with everything below them) that reach the system, the network, or run text as code. */
const MODULES: ReadonlySet<string> = new Set([
  ...['os', 'posix', 'nt', 'sys', 'subprocess', '_posixsubprocess', 'popen2', 'pty', 'shutil'],
  ...['socket', '_socket', 'ssl', 'http', 'httplib', 'urllib', 'urllib2', 'requests', 'aiohttp', 'ftplib'],
  ...['smtplib', 'telnetlib', 'webbrowser', 'asyncio', 'ctypes', '_ctypes', 'importlib', 'imp'],
  ...['_imp', 'pkgutil', 'runpy', 'zipimport', 'marshal', 'pickle', '_pickle', 'cPickle', 'shelve'],
  ...['codeop', 'pdb', 'bdb', 'cProfile', 'timeit', 'doctest', 'pydoc', 'idlelib'],
  ...['lib2to3', 'pip', 'ensurepip', 'venv', 'distutils', 'setuptools', 'mailcap', 'pipes', 'tempfile'],
  ...[
    'linecache',
    'fileinput',
    'imaplib',
    '_aix_support',
    '_osx_support',
    '_pyrepl',
    'picklescan',
    'fickling',
  ],
])

/** Single names in modules that are harmless otherwise; also what a longer name begins with. */
const NAMES: readonly string[] = [
  ...['eval', 'exec', 'execfile', 'compile', 'open', 'input', 'breakpoint', '__import__', 'globals'].flatMap(
    (name) => [`builtins.${name}`, `__builtin__.${name}`],
  ),
  ...['io.open', '_io.open', 'io.FileIO', '_io.FileIO', 'io.open_code', '_io.open_code', 'codecs.open'],
  ...['numpy.f2py', 'numpy.testing', 'torch.hub', 'torch.load', 'torch.utils.bottleneck'],
  ...['torch.utils.collect_env', 'torch.utils._config_module', 'torch.utils.data.datapipes.utils.decoder'],
  ...[
    'torch._inductor',
    'torch._dynamo',
    'torch.fx.experimental.symbolic_shapes',
    'torch.jit.unsupported_tensor_ops',
  ],
  ...[
    'torch.distributed.rpc',
    'torch.serialization.load',
    'dill.loads',
    'dill._dill.loads',
    'cloudpickle.loads',
  ],
  // Modules of these names may be a laboratory's own; only what Python's own do is meant.
  ...[
    'code.InteractiveInterpreter',
    'code.InteractiveConsole',
    'code.interact',
    'profile.run',
    'profile.runctx',
  ],
  ...[
    'profile.Profile',
    'trace.Trace',
    'commands.getoutput',
    'commands.getstatusoutput',
    'signal.raise_signal',
  ],
  ...['joblib.load', 'numpy.load', 'pandas.read_pickle', 'site.main', 'platform.popen'],
]

/** Attributes that lead from any module to the ones above, e.g. `torch` + `os.system`. */
const WAYS: ReadonlySet<string> = new Set([
  'os',
  'sys',
  'subprocess',
  '__globals__',
  '__builtins__',
  '__subclasses__',
])

/** Whether a global is one of those. */
export function isForbidden(module: string, name: string): boolean {
  const path = `${module}.${name}`
  if (MODULES.has(module.split('.', 1)[0]!)) return true
  if (name.split('.').some((part) => WAYS.has(part))) return true
  return NAMES.some((start) => path === start || path.startsWith(`${start}.`))
}
