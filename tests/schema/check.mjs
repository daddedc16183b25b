#!/usr/bin/env node
// Holds recorded exchanges against the platforms' official schemas.
//   check.mjs --recorded FOLDER --npm build/npm --official FOLDER [--whole]
// --official: where vk-schema and max-schema are, if this machine has them; --whole (or
// ROSTERD_WHOLE_SUITE=1): a run of the whole suite, in which nothing may be missing.
// Exits with 1 when something is wrong.
import { parseArgs } from 'node:util'
import { checkRecord, makeChecks, report } from './record_check.mjs'

const text = { type: 'string' }
const { values: options } = parseArgs({ options: {
  recorded: text, npm: text, official: text, whole: { type: 'boolean' }
} })
for (const name of ['recorded', 'npm', 'official']) {
  if (!options[name]) throw new Error(`--${name} is missing`)
}
const checks = makeChecks(options)
const whole = options.whole || process.env.ROSTERD_WHOLE_SUITE === '1'
const { lines, good } = report(checkRecord(options.recorded, checks), checks, { whole })
for (const line of lines) console.log(line)
process.exitCode = good ? 0 : 1
