// VKCOM/vk-api-schema (methods.json, objects.json, responses.json of each section, errors.json) as
// JSON Schema of today: required names move from the field to its object, references into one
// document. Sections that are not in the folder accept everything.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, normalize } from 'node:path'
import { NOT_ALWAYS_SENT } from './vk_exceptions.mjs'

/// {methods: name -> {parameters, responses}, codes: Set, document}; undefined without the folder.
export function vkOfficial(folder) {
  if (!existsSync(folder)) return undefined
  const definitions = {}
  const methods = new Map()
  const sections = readdirSync(folder, { withFileTypes: true }).filter((e) => e.isDirectory())
  for (const { name } of sections) {
    for (const file of ['objects.json', 'responses.json']) {
      const path = join(folder, name, file)
      if (!existsSync(path)) continue
      for (const [key, schema] of Object.entries(read(path).definitions)) {
        definitions[`${name}/${file}#${key}`] = modern(schema, name)
      }
    }
    const path = join(folder, name, 'methods.json')
    if (!existsSync(path)) continue
    for (const method of read(path).methods) methods.set(method.name, methodOf(method, name))
  }
  if (methods.size === 0) throw new Error(`${folder} has no methods`)
  for (const [target, schema] of missing(definitions, methods)) definitions[target] = schema
  except(definitions)
  const errors = Object.values(read(join(folder, 'errors.json')).errors)
  return { methods, codes: new Set(errors.map((error) => error.code)), document: { definitions } }
}

const read = (path) => JSON.parse(readFileSync(path, 'utf8'))

function methodOf(method, section) {
  const properties = {}
  const required = []
  for (const parameter of method.parameters ?? []) {
    properties[parameter.name] = modern(parameter, section)
    // JSON in a string: its inside is no part of the form.
    if (parameter.type === 'string') delete properties[parameter.name].$ref
    if (parameter.required) required.push(parameter.name)
  }
  const responses = {}
  for (const [key, response] of Object.entries(method.responses)) {
    responses[key] = modern(response, section)
  }
  return { parameters: { type: 'object', properties, required }, responses }
}

/// Their schema in ours. Words that say nothing about values are left out.
function modern(schema, section) {
  const made = {}
  for (const [word, value] of Object.entries(schema)) {
    if (word === '$ref') made.$ref = `#/definitions/${pointer(target(value, section))}`
    if (KEPT.includes(word)) made[word] = value
    if (['allOf', 'anyOf', 'oneOf'].includes(word)) {
      made[word] = value.map((each) => modern(each, section))
    }
    if (['items', 'additionalProperties'].includes(word)) {
      made[word] = typeof value === 'object' ? modern(value, section) : value
    }
    if (word === 'properties') Object.assign(made, fields(value, section))
  }
  return made
}

const KEPT = [
  'type', 'enum', 'minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems', 'pattern'
]

function fields(properties, section) {
  const made = { properties: {}, required: [] }
  for (const [name, schema] of Object.entries(properties)) {
    made.properties[name] = modern(schema, section)
    if (schema.required === true) made.required.push(name)
  }
  return made
}

/// "../base/objects.json#/definitions/base_error" -> "base/objects.json#base_error"
function target(reference, section) {
  const [file, key] = reference.split('#/definitions/')
  return `${normalize(join(section, file || 'objects.json'))}#${key}`
}

const pointer = (name) => encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))

function* missing(definitions, methods) {
  const known = new Set(Object.keys(definitions))
  const references = JSON.stringify([definitions, [...methods]]).matchAll(/"\$ref":"([^"]*)"/g)
  for (const [, reference] of references) {
    const encoded = decodeURIComponent(reference.slice('#/definitions/'.length))
    const name = encoded.replaceAll('~1', '/').replaceAll('~0', '~')
    if (!known.has(name)) yield [name, {}]
  }
}

function except(definitions) {
  for (const { object, field } of NOT_ALWAYS_SENT) {
    const { required } = definitions[object]
    definitions[object].required = required.filter((name) => name !== field)
  }
}
