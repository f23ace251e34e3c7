/**
 * Runs a benchmark: `npm run -s bench -- NAME [arguments]`. Standard output belongs to the
 * benchmark, which prints one JSON object a line; all else goes to standard error.
 */
import { spawnSync } from "node:child_process"
import { existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const folder = dirname(fileURLToPath(import.meta.url))
const [name = "", ...rest] = process.argv.slice(2)

const fileOf = (/** @type {string} */ bench) =>
  [`${bench}.ts`, `${bench}/index.ts`].find((file) => existsSync(join(folder, file)))

const run = (
  /** @type {string} */ command,
  /** @type {ReadonlyArray<string>} */ args,
  /** @type {import("node:child_process").SpawnSyncOptions} */ options,
) => {
  const { status, error } = spawnSync(command, args, options)
  if (error !== undefined) throw error
  return status ?? 1
}

const file = /^[\w-]+$/.test(name) ? fileOf(name) : undefined
if (file === undefined) {
  const known = readdirSync(folder)
    .map((entry) => entry.replace(/\.ts$/, ""))
    .filter((entry) => fileOf(entry) !== undefined)
  console.error(`no benchmark "${name}"; there is: ${known.join(", ") || "none yet"}`)
  process.exit(1)
}

const { dependencies = {} } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))
const modules = join(folder, "node_modules")
const missing = Object.keys(dependencies).filter(
  (dependency) => !existsSync(join(modules, dependency)),
)
if (missing.length > 0) {
  console.error(`installing ${missing.join(", ")} for the benchmarks`)
  const status = run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: folder,
    stdio: ["ignore", process.stderr.fd, process.stderr.fd],
  })
  if (status !== 0) process.exit(status)
}

// Benchmarks import this package by its name. It is no dependency of theirs, because the lock file
// would then hold all that it is developed with.
const self = join(modules, "entrepot")
if (!existsSync(self)) symlinkSync(join("..", "..", ".."), self, "junction")

process.exit(
  run(process.execPath, ["--conditions=@entrepot/source", join(folder, file), ...rest], {
    stdio: "inherit",
  }),
)
