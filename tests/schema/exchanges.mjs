// Recorded exchanges (adapters/sandbox/recorder.hpp) as objects. It judges nothing.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/// What the daemon calls itself; other clients of the sandbox may send nonsense on purpose.
export const DAEMON = 'rosterd'

/// Yields {exchange, place} of every line in the folder's files. The last line of a file may have
/// been cut when its process was killed: onCut(place) is told, and the line is left out. Nothing
/// is in a folder that nobody made.
export function* recordedIn(folder, onCut = () => {}) {
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder).filter((name) => name.endsWith('.jsonl')).sort()) {
    const lines = readFileSync(join(folder, name), 'utf8').split('\n')
    const rest = lines.pop()
    for (const [index, line] of lines.entries()) {
      yield { exchange: parsed(line), place: `${name}:${index + 1}` }
    }
    if (rest !== '') onCut(`${name}:${lines.length + 1}`)
  }
}

/// One line: what was recorded, and with it `path`, `query` (of the target), `form` (of the body).
/// A name that comes twice keeps its last value, as in the sandbox.
export function parsed(line) {
  const exchange = JSON.parse(line)
  const mark = exchange.target.indexOf('?')
  exchange.path = mark < 0 ? exchange.target : exchange.target.slice(0, mark)
  exchange.query = fields(mark < 0 ? '' : exchange.target.slice(mark + 1))
  const isForm = exchange.content_type.startsWith('application/x-www-form-urlencoded')
  exchange.form = isForm ? fields(exchange.body) : {}
  return exchange
}

function fields(text) {
  return Object.fromEntries(new URLSearchParams(text))
}
