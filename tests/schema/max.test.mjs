// The MAX check on hand-made exchanges: what is right passes, what is wrong is named.
import assert from 'node:assert/strict'
import test from 'node:test'
import { allChecks, checks, maxCall, maxUpdate } from './test_support.mjs'

const user = { user_id: 5, first_name: 'Anna', name: 'Anna', is_bot: false }
const member = {
  ...user, last_access_time: 1, is_owner: false, is_admin: false, join_time: 1
}
const chat = {
  chat_id: -7, type: 'chat', status: 'active', title: '5 A', last_event_time: 1,
  participants_count: 2, is_public: false
}
const message = {
  recipient: { chat_id: -7, chat_type: 'chat' }, timestamp: 1,
  body: { mid: 'mid.1', seq: 116000000000000000, text: 'a' }
}

function finds(exchange, ...expected) {
  const found = checks.max.problems(exchange)
  const all = allChecks.max.problems(exchange)
  assert.deepEqual(found.sort(), expected.sort())
  for (const problem of found) assert.ok(all.includes(problem), problem)
}

function passes(exchange) {
  assert.deepEqual(allChecks.max.problems(exchange), [])
  assert.deepEqual(checks.max.problems(exchange), [])
}

test('good exchanges pass', () => {
  passes(maxCall('GET /me', undefined, { ...user, is_bot: true, username: 'bot' }))
  passes(maxCall('GET /chats/-7', undefined, chat))
  passes(maxCall('GET /chats/-7/members?user_ids=5,6&count=100', undefined, { members: [member] }))
  passes(maxCall('GET /chats/-7/members/me', undefined, member))
  passes(maxCall('POST /chats/-7/members', { user_ids: [5] }, { success: true }))
  passes(maxCall('DELETE /chats/-7/members?user_id=5&block=false', undefined,
    { success: false, message: 'x' }))
  passes(maxCall('POST /messages?chat_id=-7', { text: 'a', notify: true }, { message }))
  passes(maxCall('GET /updates?limit=100&timeout=30&types=user_added,bot_added', undefined,
    { updates: [{ update_type: 'bot_added', timestamp: 1, chat_id: -7, user, is_channel: false }],
      marker: 3 }))
})

test('the answer may leave out what is null and have more than the types', () => {
  passes(maxCall('GET /updates', undefined, { updates: [] }))
  passes(maxCall('GET /chats/-7', undefined, { ...chat, icon: null, link: null, extra: 1 }))
})

test('a query parameter of a wrong type, over its limit, missing or unknown is named', () => {
  const head = 'MAX request GET /chats/{chatId}/members: parameter '
  const members = (query) => maxCall(`GET /chats/-7/members?${query}`, undefined, { members: [] })
  finds(members('count=101'), `${head}count: must be <= 100 (maximum)`)
  finds(members('count=x'), `${head}count: must be number (type)`,
    `${head}count: must be integer (type)`)
  finds(members('cuont=5'), `${head}cuont: is unknown (additionalProperties)`)
  finds(members('user_ids=5,x'), `${head}user_ids/[]: must be integer (type)`)
  finds(maxCall('DELETE /chats/-7/members', undefined, { success: true }),
    'MAX request DELETE /chats/{chatId}/members: parameter user_id: is missing (required)')
  finds(maxCall('DELETE /chats/-7/members?user_id=5&block=1', undefined, { success: true }),
    'MAX request DELETE /chats/{chatId}/members: parameter block: must be boolean (type)')
})

test('a body with a field of a wrong type or name, missing, or too long is named', () => {
  const head = 'MAX request POST /chats/{chatId}/members: body '
  const add = (body) => maxCall('POST /chats/-7/members', body, { success: true })
  finds(add({}), `${head}user_ids: is missing (required)`)
  finds(add({ user_ids: ['5'] }), `${head}user_ids/[]: must be number (type)`,
    `${head}user_ids/[]: must be integer (type)`)
  finds(add({ user_ids: Array.from({ length: 101 }, (_, i) => i + 1) }),
    `${head}user_ids: must NOT have more than 100 items (maxItems)`)
  finds(add({ user_ids: [5], chat: 1 }), `${head}chat: is unknown (additionalProperties)`)
  finds(maxCall('PATCH /chats/-7', { title: 'a'.repeat(201) }, chat),
    'MAX request PATCH /chats/{chatId}: body title: must NOT have more than 200 characters ' +
    '(maxLength)')
})

test('the header has the bare token, the body is JSON and only where there is one', () => {
  finds(maxCall('GET /me', undefined, user, { authorization: 'Bearer' }),
    'MAX request GET /me: header authorization: is not the bare token (required)')
  finds(maxCall('GET /me', {}, user), 'MAX request GET /me: has a body, which it must not have')
  finds(maxCall('POST /chats/-7/members', undefined, { success: true }),
    'MAX request POST /chats/{chatId}/members: body: content-type : is not application/json')
})

test('an unknown or withdrawn operation is named', () => {
  finds(maxCall('GET /chats/-7/people', undefined, {}),
    'MAX request GET /chats/-7/people: is no known operation')
  finds(maxCall('DELETE /chats/-7', undefined, { success: true }),
    'MAX request DELETE /chats/{chatId}: was withdrawn from the API')
  finds(maxCall('GET /chats', undefined, { chats: [] }),
    'MAX request GET /chats: was withdrawn from the API')
  passes(maxCall('GET /chats?count=5', undefined, { chats: [chat] }, { client: '' }))
  passes(maxCall('GET /elsewhere', undefined, '', { client: '', status: 404 }))
  finds(maxCall('GET /elsewhere', undefined, '', { client: '' }),
    'MAX request GET /elsewhere: is no known operation')
})

test('an answer without a required field or of a wrong type is named', () => {
  const { join_time: _, ...without } = member
  finds(maxCall('GET /chats/-7/members', undefined, { members: [without] }),
    'MAX answer GET /chats/{chatId}/members 200: members/[]/join_time: is missing (required)')
  finds(maxCall('GET /chats/-7', undefined, { ...chat, status: 'gone' }),
    'MAX answer GET /chats/{chatId} 200: status: is none of active, removed, left, closed, ' +
    'suspended (enum)')
  finds(maxCall('GET /chats/-7', undefined, '', { answer: 'x' }),
    'MAX answer GET /chats/{chatId} 200: is no JSON')
})

test('an error has code and message and a status of the API', () => {
  const refused = (status, body) => maxCall('GET /chats/-7', undefined, body, { status })
  passes(refused(404, { code: 'chat.not.found', message: 'Chat -7 not found' }))
  passes(refused(429, { code: 'too.many.requests', message: 'x' }))
  finds(refused(403, { code: 'chat.denied' }),
    'MAX answer GET /chats/{chatId} 403: message: is missing (required)')
  finds(refused(418, { code: 'a', message: 'b' }),
    'MAX answer GET /chats/{chatId} 418: is no status of the API')
  passes(maxCall('GET /me', undefined, '',
    { status: 500, answer: '<html>', answer_type: 'text/html', spoiled: true }))
})

test('updates are held against their own type, polled or pushed', () => {
  const added = { update_type: 'user_added', timestamp: 1, chat_id: -7, user, is_channel: false }
  passes(maxUpdate({ ...added, user_id: 5 }))
  const { chat_id: _, ...nowhere } = added
  finds(maxUpdate(nowhere), 'MAX update pushed: user_added: chat_id: is missing (required)')
  finds(maxUpdate({ ...added, update_type: 'user_moved' }),
    'MAX update pushed: user_moved: value: value of tag "update_type" must be in oneOf ' +
    '(discriminator)')
  finds(maxCall('GET /updates', undefined, { updates: [nowhere] }),
    'MAX answer GET /updates 200: updates/[]/chat_id: is missing (required)')
  passes(maxUpdate({ update_type: 'bot_admin_permissions_changed', timestamp: 1, chat_id: -7,
    user_id: 5, bot_id: 9, is_channel: false, is_admin: true }))
})
