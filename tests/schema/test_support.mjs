// Hand-made exchanges for the checker's own tests.
import { join } from 'node:path'
import { parsed } from './exchanges.mjs'
import { makeChecks } from './record_check.mjs'

/// ROSTERD_NPM: where ./dev installs; ROSTERD_OFFICIAL: where vk-schema and max-schema may be.
const { ROSTERD_NPM: npm, ROSTERD_OFFICIAL: official } = process.env
if (!npm || !official) throw new Error('set ROSTERD_NPM and ROSTERD_OFFICIAL, as ctest does')

/// Without the official files, as on a machine that has only the packages.
export const checks = makeChecks({ npm, official: join(official, 'absent') })
/// With them, where they are: otherwise the same as above.
export const allChecks = makeChecks({ npm, official })
export const officialFolder = official

/// A request of the daemon to VK and its answer, as the recorder writes them.
export function vkCall(method, parameters, answer, changes = {}) {
  return parsed(JSON.stringify({
    kind: 'call', client: 'rosterd', verb: 'POST', target: `/method/${method}`,
    authorization: 'Bearer', content_type: 'application/x-www-form-urlencoded',
    body: new URLSearchParams({ ...parameters, v: '5.199' }).toString(),
    status: 200, answer_type: 'application/json; charset=utf-8',
    answer: JSON.stringify(answer), spoiled: false, ...changes
  }))
}

/// The same to MAX; `body` is undefined for none.
export function maxCall(call, body, answer, changes = {}) {
  const [verb, target] = call.split(' ')
  return parsed(JSON.stringify({
    kind: 'call', client: 'rosterd', verb, target, authorization: 'bare',
    content_type: body === undefined ? '' : 'application/json',
    body: body === undefined ? '' : JSON.stringify(body),
    status: 200, answer_type: 'application/json; charset=utf-8',
    answer: JSON.stringify(answer), spoiled: false, ...changes
  }))
}

/// An update that the sandbox pushed to its subscriber.
export function maxUpdate(update) {
  return { ...maxCall('POST /hook', update, ''), kind: 'webhook', client: '' }
}
