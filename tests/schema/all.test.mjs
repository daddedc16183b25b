// All of the checker's tests in one process: the schemas are read and compiled once.
import './max.test.mjs'
import './official.test.mjs'
import './record.test.mjs'
import './vk.test.mjs'
