// The OpenAPI file of MAX as JSON Schema: "nullable" becomes a type, and a base with a
// discriminator the choice of its mapping, except where a kind of it builds on the base.
import { existsSync, readFileSync } from 'node:fs'

/// {operations: "GET /chats/{chatId}" -> {query, body, responses: status -> schema}, document};
/// undefined without the file.
export function maxOfficial(file) {
  if (!existsSync(file)) return undefined
  const api = JSON.parse(readFileSync(file, 'utf8'))
  const definitions = {}
  for (const [name, schema] of Object.entries(api.components.schemas)) {
    definitions[name] = modern(schema)
  }
  for (const [name, { discriminator }] of Object.entries(api.components.schemas)) {
    if (discriminator) choose(definitions, name, discriminator)
  }
  const operations = new Map()
  for (const [path, verbs] of Object.entries(api.paths)) {
    for (const [verb, operation] of Object.entries(verbs)) {
      operations.set(`${verb.toUpperCase()} ${path}`, operationOf(operation, api))
    }
  }
  if (operations.size === 0) throw new Error(`${file} has no operations`)
  return { operations, document: { definitions } }
}

const nameIn = (pointer) => pointer.split('/').pop()
const reference = (name) => `#/definitions/${name}`

function operationOf(operation, api) {
  const query = { type: 'object', properties: {}, required: [], additionalProperties: false }
  for (const parameter of operation.parameters ?? []) {
    if (parameter.in !== 'query') continue
    query.properties[parameter.name] = flat(parameter.schema, api)
    if (parameter.required) query.required.push(parameter.name)
  }
  const responses = {}
  for (const [status, response] of Object.entries(operation.responses)) {
    const whole = response.$ref ? api.components.responses[nameIn(response.$ref)] : response
    responses[status] = modern(whole.content['application/json'].schema)
  }
  const content = operation.requestBody?.content
  return { query, responses, body: content && modern(content['application/json'].schema) }
}

/// A parameter's schema without references, so that its type can be read off it.
function flat(schema, api) {
  if (schema.$ref) return flat(api.components.schemas[nameIn(schema.$ref)], api)
  const made = modern(schema)
  if (schema.items) made.items = flat(schema.items, api)
  return made
}

const KEPT = [
  'type', 'enum', 'minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems', 'pattern',
  'required', 'uniqueItems'
]

function modern(schema) {
  const made = {}
  for (const [word, value] of Object.entries(schema)) {
    if (word === '$ref') made.$ref = reference(nameIn(value))
    if (KEPT.includes(word)) made[word] = value
    if (['allOf', 'anyOf', 'oneOf'].includes(word)) made[word] = value.map(modern)
    if (['items', 'additionalProperties'].includes(word)) {
      made[word] = typeof value === 'object' ? modern(value) : value
    }
    if (word === 'properties') {
      made.properties = Object.fromEntries(Object.entries(value).map(([k, v]) => [k, modern(v)]))
    }
  }
  if (!schema.nullable) return made
  if (made.type) return { ...made, type: [made.type, 'null'], ...nullIn(made) }
  return { anyOf: [made, { type: 'null' }] }
}

const nullIn = (made) => (made.enum ? { enum: [...made.enum, null] } : {})

function choose(definitions, name, { propertyName, mapping }) {
  const itself = { $ref: reference(`${name}.itself`) }
  definitions[`${name}.itself`] = definitions[name]
  const tags = new Map()
  for (const [tag, pointer] of Object.entries(mapping)) {
    const kind = nameIn(pointer)
    tags.set(kind, [...(tags.get(kind) ?? []), tag])
  }
  for (const [kind, values] of tags) {
    const { allOf = [], ...own } = definitions[kind]
    definitions[kind] = {
      ...own,
      allOf: allOf.map((part) => (part.$ref === reference(name) ? itself : part)),
      properties: { ...own.properties, [propertyName]: { enum: values } },
      required: [...new Set([...(own.required ?? []), propertyName])]
    }
  }
  definitions[name] = {
    type: 'object', required: [propertyName], discriminator: { propertyName },
    oneOf: [...tags.keys()].map((kind) => ({ $ref: reference(kind) }))
  }
}
