// Where the official descriptions of MAX and its server part: every exception from the check, with
// what is checked instead. Keep it minimal. Generic ones first:
//
// - The server leaves out what is null (official samples), while the types call such fields
//   required: in answers a required field that may be null may be absent (`relaxed` in max.mjs).
// - Answers may have more fields than the descriptions (`name`, a second user_id): open. Requests
//   may not: closed.

/// Patches of the npm types, by definition.
export const TYPES = {
  // An enum without members: the generator makes a schema of it that nothing fits.
  UserLocale: () => ({ type: 'string' }),
  // Hidden by people who hide when they were online; the OpenAPI file calls it optional.
  User: optional('last_activity_time'),
  UserWithPhoto: optional('last_activity_time'),
  ChatMember: optional('last_activity_time'),
  BotInfo: optional('last_activity_time'),
  // "suspended" of a dialog that a person stopped came later.
  ChatStatus: (schema) => ({ ...schema, enum: [...schema.enum, 'suspended'] }),
  // The OpenAPI file: absent or null after the last update.
  GetUpdatesResponse: optional('marker'),
  // What only a channel's owner has.
  ChatPermissions: (schema) => ({ ...schema, enum: [...schema.enum, 'view_stats'] }),
  // A subscription to everything names no types.
  SubscriptionDTO: optional('update_types'),
  // The update that is new in 0.0.33.
  Update: (schema) => ({ anyOf: [...schema.anyOf, PERMISSIONS_CHANGED] }),
  // A post's comments only.
  MessageRemovedUpdate: optional('post_id'),
  UpdateType: (schema) => ({ ...schema, enum: [...schema.enum, 'bot_admin_permissions_changed'] }),
  // A card out of the phone book is not signed and may be of somebody without an account; the
  // OpenAPI file calls all of it optional.
  ContactAttachment: (schema) => {
    const payload = ['hash', 'max_info', 'vcf_info'].reduce(
      (left, name) => optional(name)(left), schema.properties.payload)
    return { ...schema, properties: { ...schema.properties, payload } }
  }
}

const PERMISSIONS_CHANGED = {
  type: 'object',
  properties: {
    update_type: { const: 'bot_admin_permissions_changed' },
    timestamp: { type: 'number' },
    chat_id: { type: 'number' },
    user_id: { type: 'number' },
    bot_id: { type: 'number' },
    is_channel: { type: 'boolean' },
    is_admin: { type: 'boolean' },
    permissions: { anyOf: [{ type: 'array', items: { type: 'string' } }, { type: 'null' }] }
  },
  required: ['update_type', 'timestamp', 'chat_id', 'user_id', 'bot_id', 'is_channel', 'is_admin']
}

/// Query parameters and fields of bodies that the OpenAPI file has and the types lack.
const flag = { type: 'boolean' }
const milliseconds = { type: 'integer', minimum: 0 }
export const ADDED_QUERIES = {
  'GET /messages': { before: milliseconds, after: milliseconds },
  'POST /answers': { disable_link_preview: flag }
}
export const ADDED_FIELDS = {
  'POST /answers': { notification: { type: ['string', 'null'] } }
}

/// Operations that the server withdrew or never documented. The daemon must call none of them; what
/// the sandbox answers in its older modes is checked with these.
const simple = {
  type: 'object',
  properties: { success: { type: 'boolean' }, message: { type: 'string' } },
  required: ['success']
}
export const WITHDRAWN = {
  'GET /chats': { answer: { $ref: 'max-answers#/definitions/GetAllChatsResponse' } },
  'DELETE /chats/{chatId}': { answer: simple },
  'PATCH /me': { answer: { $ref: 'max-answers#/definitions/BotInfo' } }
}

/// What any operation may answer beside the statuses of its description.
export const STATUSES = [400, 401, 403, 404, 405, 429, 500, 503]

/// The body of an error, whatever the status. The types lack the optional `error`.
export const ERROR = {
  type: 'object',
  properties: { code: { type: 'string' }, message: { type: 'string' }, error: { type: 'string' } },
  required: ['code', 'message']
}

function optional(field) {
  return (schema) => ({ ...schema, required: schema.required.filter((name) => name !== field) })
}
