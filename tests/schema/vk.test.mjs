// The VK check on hand-made exchanges: what is right passes, what is wrong is named.
import assert from 'node:assert/strict'
import test from 'node:test'
import { allChecks, checks, vkCall } from './test_support.mjs'

const members = (count, items) => ({ response: { count, items } })
const page = (parameters, answer = members(1, [{ member_id: 17 }])) =>
  vkCall('messages.getConversationMembers', { peer_id: '2000000001', ...parameters }, answer)

/// Both with and without official files; these may only add to what is found.
function finds(exchange, ...expected) {
  const found = checks.vk.problems(exchange)
  const all = allChecks.vk.problems(exchange)
  for (const problem of expected) {
    assert.ok(found.includes(problem), `${problem}\nis not among\n${found.join('\n')}`)
  }
  assert.equal(found.length, expected.length, found.join('\n'))
  for (const problem of found) assert.ok(all.includes(problem), problem)
}

function passes(exchange) {
  assert.deepEqual(allChecks.vk.problems(exchange), [])
  assert.deepEqual(checks.vk.problems(exchange), [])
}

const REQUEST = 'VK request messages.getConversationMembers: parameter '
const ANSWER = 'VK answer messages.getConversationMembers: '

test('good exchanges pass', () => {
  passes(page({ count: '1000', offset: '0', extended: '1' }))
  passes(vkCall('messages.createChat', { title: '5 А', user_ids: '1,2,3', group_id: '5' },
    { response: { chat_id: 1, peer_ids: [1, 2, 3] } }))
  passes(vkCall('messages.createChat', { title: 'a', user_ids: '' }, { response: { chat_id: 1 } }))
  passes(vkCall('messages.setMemberRole',
    { peer_id: '2000000001', member_id: '17', role: 'admin' }, { response: 1 }))
  passes(vkCall('messages.send', { peer_id: '7', message: 'a', random_id: '1' }, { response: 12 }))
  passes(vkCall('messages.send', { peer_ids: '2000000001', message: 'a', random_id: '-1' },
    { response: [{ peer_id: 2000000001, message_id: 0, conversation_message_id: 3 }] }))
})

test('a value of a wrong type is named', () => {
  finds(page({ count: 'many' }), `${REQUEST}count: must be number (type)`,
    `${REQUEST}count: must be integer (type)`)
  finds(page({ count: '1.5' }), `${REQUEST}count: must be integer (type)`)
  finds(page({ count: '+5' }), `${REQUEST}count: must be number (type)`,
    `${REQUEST}count: must be integer (type)`)
  const created = { response: { chat_id: 1 } }
  finds(vkCall('messages.createChat', { title: 'a', user_ids: '1,x,-3' }, created),
    'VK request messages.createChat: parameter user_ids/[]: must be integer (type)',
    'VK request messages.createChat: parameter user_ids/[]: must be >= 0 (minimum)')
})

test('a boolean is 0 or 1', () => {
  passes(page({ extended: '0' }))
  const found = checks.vk.problems(page({ extended: 'true' }))
  assert.ok(found.includes(`${REQUEST}extended: must be boolean (type)`), found.join('\n'))
})

test('a value over its limit is named', () => {
  finds(page({ count: '1001' }), `${REQUEST}count: must be <= 1000 (maximum)`)
  finds(page({ count: '0' }), `${REQUEST}count: must be >= 1 (minimum)`)
  finds(vkCall('messages.editChat', { chat_id: '2000000001', title: 'a' }, { response: 1 }),
    'VK request messages.editChat: parameter chat_id: must be <= 100000000 (maximum)')
  finds(vkCall('calls.forceFinish', { call_id: 'abc' }, { response: 1 }),
    'VK request calls.forceFinish: parameter call_id: must NOT have fewer than 36 characters ' +
    '(minLength)')
})

test('a list that is too long is named', () => {
  const peers = (count) => Array.from({ length: count }, (_, i) => 2000000001 + i)
  const error = { code: 917, description: 'no access' }
  const call = (count) => vkCall('messages.send',
    { peer_ids: peers(count).join(','), message: 'a', random_id: '1' },
    { response: peers(count).map((peer_id) => ({ peer_id, error })) })
  passes(call(100))
  finds(call(101),
    'VK request messages.send: parameter peer_ids: must NOT have more than 100 items (maxItems)')
})

test('a missing or unknown parameter is named', () => {
  finds(vkCall('messages.getConversationMembers', {}, members(0, [])),
    `${REQUEST}peer_id: is missing (required)`)
  finds(vkCall('messages.send', { peer_id: '7', message: 'a' }, { response: 1 }),
    'VK request messages.send: parameter random_id: is missing (required)')
  finds(page({ cuont: '5' }), `${REQUEST}cuont: is unknown (additionalProperties)`)
  finds(vkCall('messages.setMemberRole', { peer_id: '1', member_id: '1', role: 'owner' },
    { response: 1 }),
  'VK request messages.setMemberRole: parameter role: is none of admin, member (enum)')
})

test('an unknown method is named', () => {
  finds(vkCall('messages.createChats', {}, { error: { error_code: 3, error_msg: 'x' } }),
    'VK request messages.createChats: is no known method')
})

test('the version is the pinned one, the token travels in the header', () => {
  finds(page({ access_token: 'xxx' }), `${REQUEST}access_token: is unknown (additionalProperties)`)
  finds(vkCall('users.get', {}, { response: [{ id: 1 }] }, { body: 'v=5.131' }),
    'VK request users.get: parameter v: is 5.131, not 5.199 (const)')
  finds(vkCall('users.get', {}, { response: [{ id: 1 }] }, { authorization: '' }),
    'VK request users.get: header authorization: is not Bearer (required)')
})

test('an answer without a needed field is named', () => {
  finds(page({}, { response: { items: [] } }), `${ANSWER}count: is missing (required)`)
  finds(page({}, members(1, [{ is_admin: true }])),
    `${ANSWER}items/[]/member_id: is missing (required)`)
  finds(vkCall('messages.send', { peer_ids: '7', message: 'a', random_id: '1' },
    { response: [{ peer_id: 7, message_id: 1 }] }),
  'VK answer messages.send: []/conversation_message_id: is missing (required)',
  'VK answer messages.send: []/error: is missing (required)')
})

test('an answer with a field of a wrong type or name is named', () => {
  finds(page({}, members('1', [])), `${ANSWER}count: must be number (type)`)
  finds(page({}, members(1, [{ member_id: 1, is_admn: true }])),
    `${ANSWER}items/[]/is_admn: is unknown (additionalProperties)`)
  finds(vkCall('messages.removeChatUser', { chat_id: '1', member_id: '5' }, { response: 0 }),
    'VK answer messages.removeChatUser: value: is not 1 (const)')
  finds(vkCall('messages.createChat', { title: 'a' }, { response: 1 }),
    'VK answer messages.createChat: value: must be object (type)')
})

test('answers of older versions are held against what they were', () => {
  const old = (response) => vkCall('messages.createChat', {}, { response },
    { client: 'curl', body: 'title=a&v=5.131' })
  passes(old(1))
  finds(old({ chat_id: 1 }), 'VK answer messages.createChat: value: must be integer (type)')
})

test('an envelope has just one of response and error, and an error says which', () => {
  finds(page({}, {}), `${ANSWER}has not just one of response and error`)
  finds(page({}, { response: null, error: { error_code: 1, error_msg: '' } }),
    `${ANSWER}has not just one of response and error`)
  finds(page({}, { error: { error_msg: 'x' } }),
    'VK error of messages.getConversationMembers: error_code: is missing (required)')
  finds(page({}, { error: { error_code: 6, error_msg: 'x', hint: 1 } }),
    'VK error of messages.getConversationMembers: hint: is unknown (additionalProperties)')
  finds(page({}, { error: { error_code: 917, error_msg: 'x' }, more: 1 }),
    `${ANSWER}more: is unknown`)
})

test('an answer is JSON with status 200, unless a fault spoiled it', () => {
  const broken = { answer: '<html>', answer_type: 'text/html', status: 500 }
  finds(vkCall('users.get', {}, '', broken),
    'VK answer users.get: status 500 (every result has 200)')
  finds(vkCall('users.get', {}, '', { ...broken, status: 200 }),
    'VK answer users.get: content-type text/html: is not application/json')
  finds(vkCall('users.get', {}, '', { answer: '{' }), 'VK answer users.get: is no JSON')
  passes(vkCall('users.get', {}, '', { ...broken, spoiled: true }))
})

test('inner calls of execute are judged like others, without a version', () => {
  const execute = (...inner) =>
    vkCall('execute', { code: 'return [];' }, { response: [] }, { inner })
  passes(execute({ method: 'messages.removeChatUser', parameters: { chat_id: '1', member_id: '5' },
    response: 1 }))
  finds(execute({ method: 'messages.removeChatUser', parameters: { member_id: '5', v: '5.199' },
    response: 2 }),
  'VK request messages.removeChatUser: parameter v: is 5.199, not absent (const)',
  'VK request messages.removeChatUser: parameter chat_id: is missing (required)',
  'VK answer messages.removeChatUser: value: is not 1 (const)')
  finds(execute({ method: 'no.such', parameters: {}, error: { error_code: 3, error_msg: 'x' } }),
    'VK request no.such: is no known method')
})

test('what execute says of failures has a shape, and nobody else says it', () => {
  const failed = { method: 'users.get', error_code: 6, error_msg: 'x' }
  const execute = (errors) =>
    vkCall('execute', { code: '1' }, { response: false, execute_errors: errors })
  passes(execute([failed]))
  finds(execute([{ ...failed, error_code: '6' }]),
    'VK answer execute: execute_errors: []/error_code: must be integer (type)')
  finds(page({}, { ...members(0, []), execute_errors: [failed] }),
    `${ANSWER}execute_errors: value: boolean schema is false (false schema)`)
})

test('of strangers only the answers are judged', () => {
  const stranger = (answer) =>
    vkCall('messages.send', { message: '' }, answer, { client: '', verb: 'GET' })
  passes(stranger({ error: { error_code: 100, error_msg: 'x' } }))
  finds(stranger({ response: '1' }), 'VK answer messages.send: value: must be number (type)')
})

test('a request whose answer comes from elsewhere is judged alone', () => {
  const { status, answer, ...request } = page({ count: '1001' })
  finds(request, `${REQUEST}count: must be <= 1000 (maximum)`)
})
