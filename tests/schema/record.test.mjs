// The way from a folder of recorded lines to a verdict.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import * as expected from './expected.mjs'
import { checkRecord, report } from './record_check.mjs'
import { checks, maxCall, vkCall } from './test_support.mjs'

const line = (exchange) => JSON.stringify(exchange)
const good = vkCall('users.get', {}, { response: [{ id: 1 }] })
const bad = vkCall('users.get', { user_id: '1' }, { response: [{ id: 1 }] })

function outcomeOf(files) {
  const folder = mkdtempSync(join(tmpdir(), 'rosterd-record-'))
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    return checkRecord(folder, checks)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('every line of every file is checked, equal problems are counted', () => {
  const outcome = outcomeOf({
    'a.jsonl': [line(good), line(bad), ''].join('\n'), 'b.jsonl': `${line(bad)}\n`, 'notes.txt': 'x'
  })
  assert.equal(outcome.exchanges, 3)
  assert.deepEqual([...outcome.problems], [[
    'VK request users.get: parameter user_id: is unknown (additionalProperties)',
    { count: 2, place: 'a.jsonl:2' }]])
  const { lines, good: fine } = report(outcome, checks, { whole: false })
  assert.equal(fine, false)
  assert.ok(lines.at(-1).startsWith('WRONG VK request users.get: parameter user_id:'))
})

test('a last line that was cut is told and does not count', () => {
  const outcome = outcomeOf({ 'a.jsonl': `${line(good)}\n${line(bad).slice(0, 40)}` })
  assert.deepEqual(outcome.cut, ['a.jsonl:2'])
  assert.equal(outcome.exchanges, 1)
  assert.equal(report(outcome, checks, { whole: false }).good, true)
})

test('a line in the middle that is no JSON is an error', () => {
  assert.throws(() => outcomeOf({ 'a.jsonl': `{"kind"\n${line(good)}\n` }), SyntaxError)
})

test('a run of a part of the suite may record little, the whole suite may not', () => {
  const nothing = outcomeOf({})
  assert.equal(report(nothing, checks, { whole: false }).good, true)
  assert.equal(report(nothing, checks, { whole: true }).good, false)
  const { lines } = report(outcomeOf({ 'a.jsonl': `${line(good)}\n` }), checks, { whole: true })
  const missing = lines.filter((each) => each.startsWith('MISSING'))
  assert.equal(missing.length, expected.VK.length + expected.MAX.length - 1)
  assert.ok(!missing.some((each) => each.endsWith(': users.get')))
})

test('inner calls and operations of MAX count as called, calls of strangers do not', () => {
  const inner = [{ method: 'storage.get', parameters: { keys: 'a' } }]
  const execute = vkCall('execute', { code: 'a' }, { response: 1 }, { inner })
  const stranger = vkCall('messages.send', {}, { response: 1 }, { client: 'curl' })
  const max = maxCall('GET /me', undefined, {}, {})
  const outcome = outcomeOf({ 'a.jsonl': [execute, stranger, max, ''].map(
    (each) => (each === '' ? '' : line(each))).join('\n') })
  assert.deepEqual([...outcome.called].sort(), ['GET /me', 'execute', 'storage.get'])
})
