// Compiled JSON Schemas, and what they complain about in words.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/// A set of schemas under names; `require` finds ajv among the packages of tests/npm.
export class Schemas {
  constructor(npm) {
    if (!existsSync(join(npm, 'node_modules', 'ajv'))) {
      throw new Error(`ajv is not installed in ${npm}: ./dev test does it, or copy tests/npm ` +
        'there and run `npm ci --ignore-scripts` in it')
    }
    const { default: Ajv } = createRequire(join(npm, 'package.json'))('ajv')
    // The sources use words that are not JSON Schema's ("entity", "x-pattern"); those say nothing.
    this.ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, logger: false,
      discriminator: true })
    this.compiled = new Map()
  }

  add(name, document) {
    this.ajv.addSchema(document, name)
  }

  /// What `value` breaks in `schema` ({$ref: "name#/definitions/X"} or any other), as
  /// "items/3/member_id: is required (required)". `key` names the schema for ever.
  problems(key, schema, value) {
    let validate = this.compiled.get(key)
    if (!validate) {
      validate = this.ajv.compile(typeof schema === 'function' ? schema() : schema)
      this.compiled.set(key, validate)
    }
    if (validate(value)) return []
    return [...new Set(validate.errors.filter(saysMore).map(inWords))]
  }
}

/// "must match a schema in anyOf" comes beside the complaints of each choice.
function saysMore(error, _, all) {
  return !['anyOf', 'oneOf', 'if'].includes(error.keyword) || all.length === 1
}

/// `schema` of the document that was added under `name`, for use outside of it.
export function absolute(schema, name) {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', `"$ref":"${name}#/`))
}

function inWords(error) {
  const at = error.instancePath.slice(1).replace(/(^|\/)[0-9]+(?=\/|$)/g, '$1[]')
  const inside = (name) => (at ? `${at}/${name}` : name)
  const { keyword, params, message } = error
  switch (keyword) {
    case 'required':
      return `${inside(params.missingProperty)}: is missing (required)`
    case 'additionalProperties':
      return `${inside(params.additionalProperty)}: is unknown (additionalProperties)`
    case 'enum':
      return `${at || 'value'}: is none of ${params.allowedValues.join(', ')} (enum)`
    case 'const':
      return `${at || 'value'}: is not ${params.allowedValue} (const)`
    default:
      return `${at || 'value'}: ${message} (${keyword})`
  }
}
