/**
 * What has been published against pickle scanners and against PyTorch's weights_only loading, by technique,
 * and what a scanner was never tried with: each is refused in a sentence or stays inert, nothing is run.
 */
import { existsSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { bytesAsSource } from '../../../src-main/checkpoints/byte-source'
import { PICKLE_LIMITS } from '../../../src-main/checkpoints/pickle/budget'
import { readPickle } from '../../../src-main/checkpoints/pickle/interpret'
import { Dictionary, Inert, List } from '../../../src-main/checkpoints/pickle/values'
import { openPytorch } from '../../../src-main/checkpoints/pytorch/open'
import {
  bytesOf,
  call,
  dictionary,
  floats,
  integer,
  named,
  pickle,
  storage,
  tensor,
} from '../../support/pickles'
import { text, torchZip, tuple, uint32, uint64 } from '../../support/pickles'

const COMMAND = text('touch HALFPOWER_PWNED')
const source = (bytes: Uint8Array) => bytesAsSource(bytes, '"model.pt"')
const read = (bytes: Uint8Array) => readPickle(source(bytes))

afterEach(() => {
  expect(existsSync('HALFPOWER_PWNED')).toBe(false)
})

describe('names that run something', () => {
  // By advisory or article, as scanners learnt of them one after another.
  const globals: [module: string, name: string][] = [
    ['posix', 'system'],
    ['nt', 'system'],
    ['os', 'popen'],
    ['subprocess', 'Popen'],
    ['builtins', 'eval'],
    ['__builtin__', 'exec'],
    ['builtins', '__import__'],
    ['pip', 'main'], // CVE-2025-1716
    ['pip._internal', 'main'],
    ['asyncio.unix_events', '_UnixSubprocessTransport._start'], // CVE-2025-10157
    ['runpy', '_run_code'],
    ['torch', 'os.system'],
    ['torch.serialization', 'os.system'],
    ['torch.hub', 'load'],
    ['torch', 'load'],
    ['torch.utils.bottleneck.__main__', 'run_cprofile'],
    ['torch.utils.collect_env', 'run'],
    ['torch.utils._config_module', 'ConfigModule.load_config'],
    ['torch.jit.unsupported_tensor_ops', 'execWrapper'],
    ['torch._dynamo.guards', 'GuardBuilder.get'],
    ['torch._inductor.codecache', 'compile_file'],
    ['torch.fx.experimental.symbolic_shapes', 'ShapeEnv.evaluate_guards_expression'],
    ['torch.utils.data.datapipes.utils.decoder', 'basichandlers'],
    ['numpy.f2py.crackfortran', 'getlincoef'],
    ['numpy.testing._private.utils', 'runstring'],
    ['numpy', '__builtins__'],
    ['pty', 'spawn'],
    ['cProfile', 'runctx'],
    ['profile', 'Profile.run'],
    ['trace', 'Trace.runctx'],
    ['timeit', 'timeit'],
    ['doctest', 'debug_script'],
    ['ensurepip', '_run_pip'],
    ['idlelib.run', 'Executive.runcode'],
    ['lib2to3.pgen2.pgen', 'ParserGenerator.make_label'],
    ['code', 'InteractiveInterpreter.runcode'],
    ['pydoc', 'pipepager'],
    ['pkgutil', 'resolve_name'], // GHSA-vvpj-8cmc-gx39
    ['importlib', 'import_module'],
    ['marshal', 'loads'],
    ['ctypes', 'CDLL'],
    ['webbrowser', 'open'],
    ['_io', 'FileIO'],
    ['distutils.file_util', 'write_file'],
    ['ssl', 'get_server_certificate'],
    ['pickle', 'loads'],
    ['_pickle', 'loads'],
    ['imaplib', 'IMAP4_stream'],
    ['_osx_support', '_read_output'],
    ['mailcap', 'findmatch'],
    ['picklescan.scanner', '_unsafe_globals'],
  ]
  it.each(globals)('%s.%s is refused by name, and not called', async (module, name) => {
    const refusal = `asks Python to use "${module}.${name}"`
    await expect(read(pickle(call(module, name, COMMAND)))).rejects.toThrow(refusal)
    const stacked = bytesOf(0x80, 4, text(module), text(name), 0x93, COMMAND, 0x85, 'R.')
    await expect(read(stacked)).rejects.toThrow(refusal)
    await expect(read(bytesOf('(', COMMAND, `i${module}\n${name}\n.`))).rejects.toThrow(refusal) // INST
    await expect(read(bytesOf('(', named(module, name), COMMAND, 'o.'))).rejects.toThrow(refusal) // OBJ
  })

  // Nobody can list them all; what is not on the list is merely never called.
  const unlisted: [module: string, name: string][] = [
    ['builtins', 'getattr'],
    ['operator', 'methodcaller'],
    ['_operator', 'attrgetter'],
    ['functools', 'partial'],
    ['types', 'FunctionType'],
    ['dill._dill', '_create_function'],
    ['cloudpickle.cloudpickle', '_make_function'],
    ['zlib', 'decompress'],
    ['logging', 'FileHandler'],
    ['my.laboratory', 'Network'],
  ]
  it.each(unlisted)('%s.%s stays inert', async (module, name) => {
    const { value, inert } = await read(pickle(call(module, name, COMMAND)))
    expect(value).toBeInstanceOf(Inert)
    expect((value as Inert).path).toBe(`${module}.${name}`)
    expect((value as Inert).args).toEqual(['touch HALFPOWER_PWNED'])
    expect([...inert]).toEqual([`${module}.${name}`])
    // Calling the result, and the result of that, is inert as well.
    const again = await read(pickle(call(module, name, COMMAND), tuple(COMMAND), 'R', ')R'))
    expect(((again.value as Inert).callee as Inert).callee).toBeInstanceOf(Inert)
  })
})

describe('tricks with the machine', () => {
  it('a memo that a scanner reads otherwise (PUT against MEMOIZE)', async () => {
    const bytes = bytesOf(
      0x80, 4, 'U\x02osq\x00', 'U\x06systemq\x01', 'U\x0ctorch._utils\x94', 'U\x12_rebuild_tensor_v2\x94',
      'h\x00h\x01', 0x93, COMMAND, 0x85, 'R.',
    ) // prettier-ignore
    await expect(read(bytes)).rejects.toThrow('"os.system"')
  })

  it('BUILD on a function, to hide a name in its attributes', async () => {
    const bytes = pickle(named('numpy', 'prod'), 'N', dictionary({ a: text('os') }), 0x86, 'b')
    await expect(read(bytes)).rejects.toThrow('changes a class itself')
  })

  it('BUILD with slots only sets attributes of an inert record', async () => {
    const object = bytesOf(
      named('a', 'B'),
      ')',
      0x81,
      dictionary({ x: 'K\x01' }),
      dictionary({ y: 'K\x02' }),
      0x86,
      'b',
    )
    const { value } = await read(pickle(object))
    expect((value as Inert).attribute('x')).toBe(1)
    expect((value as Inert).attribute('y')).toBe(2)
    expect((await read(pickle(object, dictionary({ y: 'K\x03' }), 'b'))).value).toSatisfy(
      (inert: Inert) => inert.attribute('y') === 3 && inert.attribute('x') === 1,
    )
    const often = pickle(named('a', 'B'), ')', 0x81, ...new Array<string>(20).fill('}b'))
    await expect(read(often)).rejects.toThrow('again and again')
  })

  it('__setstate__, __dict__ and __class__ as keys are keys', async () => {
    const { value } = await read(
      pickle(dictionary({ __proto__: 'N', __class__: named('a', 'b'), constructor: 'N' })),
    )
    expect((value as Dictionary).size).toBe(2) // Object.entries leaves __proto__ out
    const polluted = await read(pickle('}(', text('__proto__'), dictionary({ polluted: 0x88 }), 'u'))
    expect((polluted.value as Dictionary).get('__proto__')).toBeInstanceOf(Dictionary)
    expect({}).not.toHaveProperty('polluted')
  })

  it.each([
    ['bytes as a name', bytesOf(0x80, 4, 'C\x02os', text('system'), 0x93, '.')],
    ['a number as a name', bytesOf(0x80, 4, 'K\x2a', text('system'), 0x93, '.')],
    ['a bytearray as a name', bytesOf(0x80, 5, text('os'), 0x96, uint64(6), 'system', 0x93, '.')],
    ['the extension registry', bytesOf(0x80, 2, 0x82, 1, '.')],
    ['the extension registry, 2 bytes', bytesOf(0x80, 2, 0x83, 1, 0, '.')],
    ['the extension registry, 4 bytes', bytesOf(0x80, 2, 0x84, 1, 0, 0, 0, '.')],
    ['buffers outside the file', bytesOf(0x80, 5, 0x97, 0x98, '.')],
    ['an unknown protocol', bytesOf(0x80, 6, 'N.')],
    ['an unknown instruction', bytesOf(0x80, 2, 0xff, '.')],
    ['the end of an empty stack', bytesOf(0x80, 2, '.')],
    ['POP below a mark', bytesOf(0x80, 2, 'N(', 'a.')],
    ['a mark that is not there', bytesOf(0x80, 2, 'Nt.')],
    ['an unknown memo', bytesOf(0x80, 2, 'h\x07.')],
    ['a call of a number', bytesOf(0x80, 2, 'K\x01)R.')],
    ['a call without a tuple', pickle(named('a', 'b'), 'NR')],
    ['keys of a list', pickle(']', text('a'), 'Ns')],
    ['keys of a tensor', pickle('N', text('a'), 'Ns')], // CVE-2026-24747
    ['an odd number of keys', pickle('}(', text('a'), 'u')],
    ['APPEND to a tuple', pickle(')Na')],
    ['a frame beyond the end', bytesOf(0x80, 4, 0x95, uint64(1000), 'N.')],
    ['text beyond the end', bytesOf(0x80, 4, 'X', uint32(0xffffffff), 'abc.')],
    ['bytes of 2^63', bytesOf(0x80, 4, 0x8e, uint64(2n ** 63n), 'abc.')],
    ['text of negative length', bytesOf(0x80, 2, 'T', uint32(0xffffffff), 'abc.')],
    ['an integer of 2 GB', bytesOf(0x80, 2, 0x8b, uint32(0x7fffffff), '.')],
    ['an integer of a million digits', bytesOf('L', '9'.repeat(1_000_000), 'L\n.')],
    ['text that is not UTF-8', bytesOf(0x80, 2, 'X', uint32(2), 0xff, 0xfe, '.')],
    ['a line without end', bytesOf('cos\nsystem')],
    ['no end', bytesOf(0x80, 2, 'NNNN')],
    ['an outside object', bytesOf(0x80, 2, 'K\x01Q.')],
    ['an outside object, in text', bytesOf('Pabc\n.')],
  ])('%s: refused in a sentence', async (_, bytes) => {
    await expect(read(bytes)).rejects.toSatisfy(
      (error: Error & { kind?: string }) => error.kind === 'input' && /"model.pt".*\.$/.test(error.message),
    )
  })

  it('a payload before the damage: the name is met first, and refused', async () => {
    const broken = bytesOf(0x80, 2, call('posix', 'system', COMMAND), 'X', uint32(99999)) // nullifAI
    await expect(read(broken)).rejects.toThrow('"posix.system"')
  })

  it('a second pickle after the first is not looked at, but said', async () => {
    const array = call(
      'numpy.core.multiarray',
      '_reconstruct',
      named('numpy', 'ndarray'),
      tuple('K\x00'),
      'C\x01b',
    )
    const dtype = call('numpy', 'dtype', text('f4'), 0x89, 0x88)
    const state = tuple('K\x01', tuple('K\x01'), dtype, 0x89, bytesOf('C\x04', floats(2.5)))
    const first = pickle(dictionary({ a: bytesOf(array, state, 'b') }))
    const opened = await openPytorch(source(bytesOf(first, pickle(call('posix', 'system', COMMAND)))))
    expect(opened.warnings).toEqual([expect.stringContaining('bytes after its pickle')])
    expect(await opened.dictionaries[0]!.tensors[0]!.read()).toEqual(Float32Array.of(2.5))
  })
})

describe('cost', () => {
  const limits = { ...PICKLE_LIMITS, opcodes: 100_000, bytes: 1_000_000, stack: 10_000, memo: 5_000 }
  const bounded = (bytes: Uint8Array) => readPickle(source(bytes), { limits })

  it('bounds instructions, stack, marks, memo and bytes', async () => {
    await expect(bounded(bytesOf('N0'.repeat(60_000), 'N.'))).rejects.toThrow('more than 100000 instructions')
    await expect(bounded(bytesOf('N'.repeat(20_000), '.'))).rejects.toThrow('more than 10000 values at once')
    await expect(bounded(bytesOf('('.repeat(20_000), '.'))).rejects.toThrow('more than 10000 values at once')
    const memo = Array.from({ length: 6000 }, (_, i) => bytesOf('r', uint32(i * 700_000)))
    await expect(bounded(bytesOf('N', ...memo, '.'))).rejects.toThrow('more than 5000 remembered values')
    const long = bytesOf('U', 255, 'x'.repeat(255), '0')
    await expect(bounded(bytesOf(...new Array<Uint8Array>(3000).fill(long), 'N.'))).rejects.toThrow(
      'more than 1000000 bytes',
    )
  })

  it('copying one list again and again is paid for', async () => {
    const list = bytesOf('](', 'N'.repeat(9000), 'eq\x00')
    const copy = bytesOf(named('builtins', 'set'), 'h\x00', 0x85, 'R0')
    await expect(bounded(bytesOf(list, ...new Array<Uint8Array>(5000).fill(copy), '.'))).rejects.toThrow(
      'more than 1000000 bytes',
    )
  })

  it('a billion laughs, deep nesting and a list in itself are opened in no time', async () => {
    // A list of ten of the list before, thirty times: 10^30 leaves, 330 objects.
    const level = (i: number) => bytesOf(`](${`h${String.fromCharCode(i)}`.repeat(10)}eq`, i + 1)
    const laughs = bytesOf(']q\x00', ...Array.from({ length: 30 }, (_, i) => level(i)))
    const cycle = bytesOf(']q\x60h\x60a')
    const deep = bytesOf(']'.repeat(5000), 'a'.repeat(4999))
    for (const part of [laughs, cycle, deep]) {
      const file = torchZip(
        pickle(dictionary({ hostile: part, weights: dictionary({ w: tensor(storage('0', 2), [2]) }) })),
        { 0: floats(1, 2) },
      )
      const opened = await openPytorch(source(file))
      expect(opened.dictionaries.map(({ path }) => path)).toEqual([['weights']])
    }
  })

  it('modules that contain themselves or share their parts end, too', async () => {
    const module = (id: number, ...children: number[]) =>
      bytesOf(
        named('torch.nn.modules.container', 'Sequential'), ')', 0x81, 'q', id,
        dictionary({
          _parameters: bytesOf('}'),
          _modules: dictionary(Object.fromEntries(children.map((child, i) => [`m${i}`, `h${String.fromCharCode(child)}`]))),
        }),
        'b0',
      ) // prettier-ignore
    const own = pickle(module(1), 'h\x01', dictionary({ _modules: dictionary({ again: 'h\x01' }) }), 'b')
    await expect(openPytorch(source(own))).rejects.toThrow('holds no tensors')
    const doubling = Array.from({ length: 40 }, (_, i) => (i === 0 ? module(1) : module(i + 1, i, i)))
    await expect(openPytorch(source(pickle(...doubling, 'h\x28')))).rejects.toThrow('more than 50000 parts')
  })
})

describe('allowed names with hostile arguments', () => {
  const open = (part: Uint8Array, bytes = floats(1, 2, 3, 4)) =>
    openPytorch(source(torchZip(pickle(dictionary({ w: part })), { 0: bytes })))

  it.each([
    ['reads beyond its storage', tensor(storage('0', 4), [5])],
    ['begins beyond it', tensor(storage('0', 4), [1], [1], 4)],
    ['begins before it', tensor(storage('0', 4), [1], [1], -1)],
    ['steps beyond it', tensor(storage('0', 4), [2, 2], [3, 2])],
    ['steps backwards', tensor(storage('0', 4), [2], [-1], 3)],
    ['has a negative side', tensor(storage('0', 4), [-2], [1])],
    ['has sides without strides', tensor(storage('0', 4), [2, 2], [1])],
    ['has a hundred dimensions', tensor(storage('0', 4), new Array<number>(100).fill(1))],
    [
      'overflows',
      tensor(storage('0', 4), new Array<number>(8).fill(2 ** 31 - 1), new Array<number>(8).fill(0)),
    ],
    ['lies about its storage', tensor(storage('0', 5), [5])],
    ['has a storage that is not there', tensor(storage('1', 4), [4])],
    ['has a storage outside the archive', tensor(storage('../../../etc/passwd', 4), [4])],
    ['has a storage of a negative size', tensor(storage('0', -4), [0])],
  ])('a tensor that %s is refused', async (_, part) => {
    await expect(open(part)).rejects.toMatchObject({ kind: 'input' })
  })

  it('a tensor that repeats one number without end is left aside, or refused with others', async () => {
    await expect(open(tensor(storage('0', 4), [2 ** 30], [0]))).rejects.toThrow('more than can be read')
    const many = Array.from(
      { length: 40 },
      (_, i) => [`w${i}`, tensor(storage('0', 4), [2 ** 22], [0])] as const,
    )
    const file = torchZip(pickle(dictionary(Object.fromEntries(many))), { 0: floats(1, 2, 3, 4) })
    await expect(openPytorch(source(file))).rejects.toThrow('made to deceive')
  })

  it.each([
    ['complex64', tensor(storage('0', 2, 'ComplexFloatStorage'), [2]), 'holds complex64 numbers'],
    ['quantised', tensor(storage('0', 2, 'QInt8Storage'), [2]), 'is a quantised tensor'],
    ['sparse', call('torch._utils', '_rebuild_sparse_tensor', 'N', ')'), 'is a sparse tensor'],
    ['meta', call('torch._utils', '_rebuild_meta_tensor_no_storage', 'N'), 'has no values'],
  ])('a %s tensor is refused by name', async (_, part, sentence) => {
    await expect(open(part)).rejects.toThrow(`"w" ${sentence}`)
    const both = torchZip(pickle(dictionary({ w: part, v: tensor(storage('0', 4), [4]) })), {
      0: bytesOf(floats(1, 2, 3, 4)),
    })
    const opened = await openPytorch(source(both))
    expect(opened.dictionaries[0]!.tensors.map(({ name }) => name)).toEqual(['v'])
    expect(opened.warnings[0]).toContain(sentence)
  })

  it('an object array stays closed, whatever is in it', async () => {
    const array = call(
      'numpy.core.multiarray',
      '_reconstruct',
      named('numpy', 'ndarray'),
      tuple('K\x00'),
      'C\x01b',
    )
    const dtype = call('numpy', 'dtype', text('O8'), 0x89, 0x88)
    const inside = bytesOf('](', call('my.code', 'run', COMMAND), 'e')
    const file = pickle(
      dictionary({ a: bytesOf(array, tuple('K\x01', tuple('K\x01'), dtype, 0x89, inside), 'b') }),
    )
    await expect(openPytorch(source(file))).rejects.toThrow('holds Python objects')
  })

  it.each([
    [
      'too few bytes',
      tuple('K\x01', tuple(integer(9)), call('numpy', 'dtype', text('f4')), 0x89, 'C\x04abcd'),
    ],
    [
      'an impossible shape',
      tuple('K\x01', tuple(integer(-1)), call('numpy', 'dtype', text('f4')), 0x89, 'C\x00'),
    ],
    ['no type', tuple('K\x01', tuple(integer(1)), 'N', 0x89, 'C\x04abcd')],
    ['no state', 'N'],
  ])('a NumPy array with %s is refused', async (_, state) => {
    const array = call(
      'numpy.core.multiarray',
      '_reconstruct',
      named('numpy', 'ndarray'),
      tuple('K\x00'),
      'C\x01b',
    )
    const file = pickle(dictionary({ a: bytesOf(array, state, 'b') }))
    await expect(openPytorch(source(file))).rejects.toMatchObject({ kind: 'input' })
  })

  it('_load_from_bytes, which PyTorch loads as a file, is read as data, one level deep', async () => {
    const nested = (inner: Uint8Array) =>
      call('torch.storage', '_load_from_bytes', bytesOf('B', uint32(inner.length), inner))
    const bomb = pickle(call('posix', 'system', COMMAND))
    await expect(read(pickle(nested(bomb)))).resolves.toMatchObject({ value: expect.any(Inert) as Inert })
    await expect(openPytorch(source(pickle(dictionary({ w: nested(bomb) }))))).rejects.toThrow(
      '"posix.system"',
    )
  })

  it('_rebuild_from_type_v2 rebuilds tensors only, whatever function it is given', async () => {
    const args = tuple(storage('0', 4), integer(0), tuple(integer(4)), tuple(integer(1)), 0x89, 'N')
    const rebuilt = (callee: Uint8Array, inner: Uint8Array) =>
      call('torch._tensor', '_rebuild_from_type_v2', callee, named('my', 'Tensor'), inner, '}')
    const opened = await open(rebuilt(named('torch._utils', '_rebuild_tensor_v2'), args))
    expect(await opened.dictionaries[0]!.tensors[0]!.read()).toEqual(Float32Array.of(1, 2, 3, 4))
    await expect(open(rebuilt(named('builtins', 'getattr'), tuple(COMMAND)))).rejects.toThrow(
      'holds no tensors',
    )
    await expect(open(rebuilt(named('os', 'system'), tuple(COMMAND)))).rejects.toThrow('"os.system"')
  })

  it('OrderedDict and set take what they are given as data', async () => {
    const pairs = bytesOf('](', tuple(text('a'), 'K\x01'), 'e')
    const { value } = await read(pickle(call('collections', 'OrderedDict', pairs)))
    expect((value as Dictionary).get('a')).toBe(1)
    expect((await read(pickle(call('collections', 'OrderedDict', 'K\x01')))).value).toBeInstanceOf(Inert)
    expect((await read(pickle(call('collections', 'deque', 'K\x01')))).value).not.toBeInstanceOf(List)
  })
})
