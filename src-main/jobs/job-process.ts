/** The entry of the job process: runs one unit after another for its parent. */
process.on('disconnect', () => process.exit(0))
export {}
