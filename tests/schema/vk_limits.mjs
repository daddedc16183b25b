// Limits of the methods that the daemon calls, for machines without the official JSON files: the
// types from npm know neither limits nor what a list holds. Where the files are, a test holds this
// table against them.

const integer = (limits = {}) => ({ type: 'integer', ...limits })
const text = (limits = {}) => ({ type: 'string', ...limits })
const integers = (limits = {}, item = {}) => ({
  type: 'array', items: integer(item), ...limits
})
const flag = { type: 'boolean' }
const chat = integer({ minimum: 0, maximum: 100000000 })
const person = integer({ minimum: 0 })
const group = integer({ minimum: 0 })

export const PARAMETERS = {
  'messages.createChat': { user_ids: integers({}, { minimum: 0 }), title: text(), group_id: group },
  'messages.editChat': { chat_id: chat, title: text() },
  'messages.addChatUser': {
    chat_id: chat, user_id: person, visible_messages_count: integer({ minimum: 0, maximum: 1000 })
  },
  'messages.removeChatUser': { chat_id: chat, user_id: integer(), member_id: integer() },
  'messages.getConversationMembers': {
    peer_id: integer(), offset: integer({ minimum: 0 }),
    count: integer({ minimum: 1, maximum: 1000 }), extended: flag, group_id: group,
    member_ids: integers()
  },
  'messages.getConversations': {
    offset: integer({ minimum: 0 }), count: integer({ minimum: 0, maximum: 200 }), extended: flag,
    filter: text({
      enum: ['all', 'archive', 'important', 'sorted_chats', 'unanswered', 'unread']
    }),
    start_message_id: integer({ minimum: 0 }), group_id: group
  },
  'messages.getConversationsById': { peer_ids: integers({ maxItems: 100 }), extended: flag },
  'messages.deleteConversation': { user_id: integer(), peer_id: integer(), group_id: group },
  'messages.getInviteLink': { peer_id: integer(), reset: flag, group_id: group },
  'messages.send': {
    user_id: integer(), random_id: integer(), peer_id: integer(), chat_id: chat,
    peer_ids: integers({ maxItems: 100 }), message: text({ maxLength: 9000 }), group_id: group,
    dont_parse_links: flag, disable_mentions: flag
  },
  'messages.edit': {
    peer_id: integer(), message: text({ maxLength: 9000 }), message_id: integer({ minimum: 0 }),
    cmid: integer({ minimum: 0 }), group_id: group, dont_parse_links: flag, disable_mentions: flag
  },
  'calls.start': { group_id: integer() },
  'calls.forceFinish': { call_id: text({ minLength: 36, maxLength: 36 }) }
}

/// Answers without these are of no use to the daemon; the types from npm call every field optional.
const needs = (...required) => ({ required })
const listOf = (items, ...required) => ({ required, properties: { items: { items } } })
export const RESPONSES = {
  'messages.createChat': needs('chat_id'),
  'messages.getConversationMembers': listOf(needs('member_id'), 'count', 'items'),
  'messages.getConversations': listOf(
    { required: ['conversation'], properties: { conversation: needs('peer') } }, 'count', 'items'),
  'messages.getInviteLink': { anyOf: [needs('link'), needs('items')] },
  // A number, or for peer_ids a line of each recipient.
  'messages.send': {
    items: { anyOf: [needs('message_id', 'conversation_message_id'), needs('error')] }
  },
  'groups.getById': needs('groups'),
  'groups.getTokenPermissions': needs('mask', 'permissions'),
  'users.get': { items: needs('id') },
  'calls.start': needs('call_id', 'join_link'),
  'storage.get': { items: needs('key', 'value') }
}
export const ERROR = needs('error_code', 'error_msg')
