// The platforms' official TypeScript types as JSON Schema. Making it takes seconds, so the result
// is kept beside the packages, under the versions it was made of.
import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const VK = '@vkontakte/api-schema-typescript'
const MAX = '@maxhub/max-bot-api'
const MAX_API = `${MAX}/dist/core/network/api`

/// Every parameter set, answer and object of VK, under "definitions".
export function vkTypes(npm) {
  return kept(npm, VK, (modules) => join(modules, VK, 'dist/index.d.ts'))
}

/// The requests and answers of MAX ("ApiMethods"), its updates ("Update") and "ErrorResponse". The
/// package exports none of the first: a file that names them is written beside the packages.
export function maxTypes(npm) {
  return kept(npm, MAX, (modules, folder) => {
    const entry = join(folder, 'max.ts')
    const entries = [['ApiMethods', 'modules/types'], ['Update', 'types/subcription'],
      ['ErrorResponse', 'error']]
    // By an alias: a re-export would drag in all that its file exports.
    writeFileSync(entry, entries.map(([type, file]) =>
      `import type { ${type} } from ${JSON.stringify(join(modules, MAX_API, file))}\n` +
      `export type Max${type} = ${type}\n`).join(''))
    return entry
  })
}

function kept(npm, name, entryOf) {
  const modules = join(npm, 'node_modules')
  const version = (pkg) => JSON.parse(readFileSync(join(modules, pkg, 'package.json'))).version
  const made = [name, version(name), version('ts-json-schema-generator'), entryOf.toString()]
  const hash = createHash('sha256').update(made.join(' ')).digest('hex')
  const folder = join(npm, 'schemas')
  const file = join(folder, `${hash.slice(0, 16)}.json`)
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true })
    const schema = generated(npm, entryOf(modules, folder))
    // Several checks may run at once: each writes a file of its own and renames it.
    writeFileSync(`${file}.${process.pid}`, JSON.stringify(schema))
    renameSync(`${file}.${process.pid}`, file)
  }
  return JSON.parse(readFileSync(file, 'utf8'))
}

function generated(npm, entry) {
  const { createGenerator } = createRequire(join(npm, 'package.json'))('ts-json-schema-generator')
  const options = { path: entry, type: '*', skipTypeCheck: true, additionalProperties: false }
  try {
    return createGenerator(options).createSchema('*')
  } catch (error) {
    // Its errors hold the whole syntax tree, which node would print.
    throw new Error(`${entry}: ${error.message}`)
  }
}
