// Where the official files are on this machine: our tables against them, and the official samples
// through the check. Elsewhere nothing of this can be known, and the file says so.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { allChecks, maxCall, maxUpdate, officialFolder } from './test_support.mjs'
import { WITHDRAWN } from './max_exceptions.mjs'
import { ADDED_PARAMETERS, UNDOCUMENTED } from './vk_exceptions.mjs'
import { PARAMETERS } from './vk_limits.mjs'

const samples = join(officialFolder, 'max-schema', 'samples')
if (!allChecks.vk.official || !allChecks.max.official) {
  console.log(`the official files are not all in ${officialFolder}`)
}

if (allChecks.vk.official) {
  const { methods } = allChecks.vk.official

  test('the table of limits says what the official files say', () => {
    for (const [name, properties] of Object.entries(PARAMETERS)) {
      const official = methods.get(name)
      assert.ok(official, name)
      for (const [parameter, schema] of Object.entries(properties)) {
        assert.deepEqual(official.parameters.properties[parameter], schema, `${name}.${parameter}`)
      }
    }
  })

  test('no exception is for what the official files have by now', () => {
    for (const name of Object.keys(UNDOCUMENTED)) assert.ok(!methods.has(name), name)
    for (const [name, added] of Object.entries(ADDED_PARAMETERS)) {
      for (const parameter of Object.keys(added)) {
        assert.ok(!(parameter in methods.get(name).parameters.properties), `${name}.${parameter}`)
      }
    }
  })
}

if (allChecks.max.official) {
  const { official, operations } = allChecks.max

  test('the types have the operations of the official file, but for the withdrawn ones', () => {
    const left = [...operations.keys()].filter((name) => !(name in WITHDRAWN))
    assert.deepEqual(left.sort(), [...official.operations.keys()].sort())
    for (const [name, { body }] of official.operations) {
      assert.equal(body === undefined, operations.get(name).body === undefined, name)
    }
  })
}

if (allChecks.max.official && existsSync(samples)) {
  const sample = (name) => JSON.parse(readFileSync(join(samples, name), 'utf8'))
  const passes = (exchange, name) =>
    assert.deepEqual(allChecks.max.problems({ ...exchange, client: '' }), [], name)

  test('official samples of updates pass', () => {
    const names = readdirSync(samples)
    const pushed = names.filter((name) => name.startsWith('webhook.'))
    assert.ok(pushed.length > 10)
    for (const name of pushed) passes(maxUpdate(sample(name)), name)
    for (const name of names.filter((name) => name.startsWith('update.'))) {
      passes(maxCall('GET /updates', undefined, sample(name)), name)
    }
  })

  test('official samples of answers pass', () => {
    const answers = {
      'botInfo.ok.json': 'GET /me',
      'chats_get-chats.json': 'GET /chats',
      'chats_get-chat-by-id.json': 'GET /chats/-7',
      'chats_dialog-with-user.json': 'GET /chats/7',
      'chats_get-members.json': 'GET /chats/-7/members',
      'chats_get-admins.json': 'GET /chats/-7/members/admins',
      'chats_get-membership.json': 'GET /chats/-7/members/me',
      'chats_get-pin-message.json': 'GET /chats/-7/pin'
    }
    for (const [name, call] of Object.entries(answers)) {
      passes(maxCall(call, undefined, sample(name)), name)
    }
    passes(maxCall('GET /me', undefined, sample('error.invalid-token.json'), { status: 401 }))
  })
}
