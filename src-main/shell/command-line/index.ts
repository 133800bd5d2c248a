#!/usr/bin/env node
/** The command line: one of three thin ways in to the Workbench. */
process.stderr.write('halfpower\n')
export {}
