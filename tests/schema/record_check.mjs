// All recorded exchanges of a folder through the checks of their platforms, and what came of it.
import { join } from 'node:path'
import { DAEMON, recordedIn } from './exchanges.mjs'
import * as expected from './expected.mjs'
import { MaxCheck } from './max.mjs'
import { Schemas } from './schemas.mjs'
import { isVk, vkMethodOf, VkCheck } from './vk.mjs'

/// The checks of both platforms. `official`: the folder of vk-schema and max-schema, if anywhere.
export function makeChecks({ npm, official }) {
  const schemas = new Schemas(npm)
  const vk = new VkCheck(schemas, { npm, official: join(official, 'vk-schema') })
  const file = join(official, 'max-schema', 'max-bot-api-0.0.33.json')
  return { vk, max: new MaxCheck(schemas, { npm, official: file }) }
}

/// {problems: text -> {count, place}, exchanges, requests, called: Set, cut: places}
export function checkRecord(folder, { vk, max }) {
  const outcome = { problems: new Map(), exchanges: 0, requests: 0, called: new Set(), cut: [] }
  for (const { exchange, place } of recordedIn(folder, (place) => outcome.cut.push(place))) {
    ++outcome.exchanges
    if (exchange.client === DAEMON || exchange.kind === 'webhook') {
      ++outcome.requests
      for (const name of namesOf(exchange, max)) outcome.called.add(name)
    }
    const check = isVk(exchange) ? vk : max
    for (const problem of check.problems(exchange)) {
      const known = outcome.problems.get(problem) ?? { count: 0, place }
      outcome.problems.set(problem, { ...known, count: known.count + 1 })
    }
  }
  return outcome
}

function namesOf(exchange, max) {
  if (exchange.kind === 'webhook') return ['webhook']
  if (!isVk(exchange)) return [max.operationOf(exchange)]
  return [vkMethodOf(exchange), ...(exchange.inner ?? []).map((inner) => inner.method)]
}

/// Lines to print, and whether all is well. In a run of the whole suite nothing may be missing.
export function report(outcome, { vk, max }, { whole }) {
  const lines = []
  const files = (check) => (check.official ? 'official files' : 'no official files here')
  lines.push(`${outcome.exchanges} exchanges, ${outcome.requests} of them requests of the daemon`,
    `VK against types and limits, ${files(vk)}; MAX against types and limits, ${files(max)}`)
  for (const place of outcome.cut) lines.push(`cut off, its process was killed: ${place}`)
  const wrong = [...outcome.problems].map(
    ([problem, { count, place }]) => `WRONG ${problem} [${count} times, first ${place}]`)
  if (whole) {
    for (const name of [...expected.VK, ...expected.MAX]) {
      if (!outcome.called.has(name)) wrong.push(`MISSING no request of the daemon: ${name}`)
    }
  }
  return { lines: [...lines, ...wrong.sort()], good: wrong.length === 0 }
}
