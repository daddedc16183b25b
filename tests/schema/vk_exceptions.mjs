// Where the official description of VK and VK itself part: every exception from the check, each
// with a schema of its own, so that nothing goes unchecked. Keep it minimal: an entry that no
// exchange needs any more is to go. (Sources: the documentation site, and what open clients see.)

const integer = { type: 'integer' }
const one = { const: 1 }

/// The version that the daemon pins; answers of older ones are checked where they differ.
export const VERSION = '5.199'

/// Parameters that every method takes, beside its own. Tokens travel in the header.
export const COMMON_PARAMETERS = { v: { const: VERSION } }

/// Methods that no description has.
export const UNDOCUMENTED = {
  // Used by bots and clients with user and community tokens alike; there is no setChatAdmin.
  'messages.setMemberRole': {
    parameters: {
      type: 'object',
      properties: { peer_id: integer, member_id: integer, role: { enum: ['admin', 'member'] } },
      required: ['peer_id', 'member_id', 'role']
    },
    response: one
  }
}

/// Parameters that a documented method takes although its description does not say so.
export const ADDED_PARAMETERS = {
  // The description lacks the list of people, without which the method would do nothing.
  'messages.addChatUsers': { user_ids: { type: 'array', items: { type: 'integer', minimum: 1 } } },
  // The description has no parameters at all. Args would be further ones; the daemon uses none.
  execute: { code: { type: 'string', minLength: 1 } }
}

/// Parameters that the description calls optional and VK does not do without.
export const NEEDED_PARAMETERS = {
  execute: ['code'],
  'messages.send': ['random_id'] // error 100 without it
}

/// Answers that differ from the description.
export const RESPONSES = {
  // The types make it an object, which it becomes in 5.201 only.
  'messages.addChatUser': one,
  // What a script returns is the script's; its inner calls are checked one by one.
  execute: {}
}

/// Answers of versions before VERSION that the description no longer has.
export const OLD_RESPONSES = {
  'messages.createChat': { type: 'integer', minimum: 1 } // became an object
}

/// Fields that the JSON files require although VK does not always send them.
export const NOT_ALWAYS_SENT = [
  // Of their generator; no answer has it.
  { object: 'base/objects.json#base_error', field: 'inner_type' },
  // Not beside the error of one recipient: RESPONSES of vk_limits.mjs requires one of the two.
  { object: 'messages/objects.json#messages_send_user_ids_response_item', field: 'message_id' },
  {
    object: 'messages/objects.json#messages_send_user_ids_response_item',
    field: 'conversation_message_id'
  }
]

/// Codes that only the pages of the documentation have, or only clients have seen.
export const CODES = [951, 967, 974, 981, 982, 983, 984, 995, 1017, 1019, 9000]

/// What execute adds to its answer for each inner call that failed.
export const EXECUTE_ERROR = {
  type: 'object',
  properties: {
    method: { type: 'string' },
    error_code: { type: 'integer', minimum: 1 },
    error_msg: { type: 'string' }
  },
  required: ['method', 'error_code', 'error_msg'],
  additionalProperties: false
}
