"""Runs the Python programs of exported models' READMEs as somebody would who pastes them into Python's prompt.

Usage: readme_programs.py FOLDER   FOLDER holds one folder per model: program.py, the exported file, images.npy. Writes
logits.npy beside them: of those images, by what the program has defined. A program without `prepare` is one for ONNX
Runtime: it is run where that can be imported, and only compiled elsewhere.
"""
import code
import importlib.util
import os
import sys

import numpy

HAS_RUNTIME = importlib.util.find_spec('onnxruntime') is not None


class Console(code.InteractiveConsole):
    """Python's prompt, whose errors end the program."""

    def showtraceback(self):
        raise

    def showsyntaxerror(self, filename=None, **others):
        raise


def paste(program):
    console = Console({})
    waits = False
    for line in program.split('\n'):
        waits = console.push(line)
    if waits:
        raise SystemExit('The program is not complete.')
    return console.locals


def main(folder):
    for name in sorted(os.listdir(folder)):
        os.chdir(os.path.join(folder, name))
        with open('program.py') as file:
            program = file.read()
        compile(program, name, 'exec')
        images = numpy.load('images.npy')
        if 'onnxruntime' not in program:
            import torch
            names = paste(program)
            with torch.no_grad():
                logits = names['model'](names['prepare'](torch.from_numpy(images))).numpy()
        elif HAS_RUNTIME:
            logits, = paste(program)['session'].run(['logits'], {'images': images})
        else:
            continue
        numpy.save('logits.npy', logits)


main(sys.argv[1])
