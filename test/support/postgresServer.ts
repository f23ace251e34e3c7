/**
 * A real PostgreSQL for tests, benchmarks and examples: started in about a second on a free port,
 * gone without a trace afterwards, however the process that asked for it ends.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"

export interface PostgresServer {
  /** Connects as the superuser, without a password. */
  readonly url: string
  /** Stops the server and removes its files. */
  readonly stop: () => Promise<void>
}

export interface PostgresOptions {
  /** Full durability, as in production; without it a crash may lose data and tests run faster. */
  readonly durable: boolean
}

const keeper = fileURLToPath(new URL("./postgresKeeper.ts", import.meta.url))

/** Starts a server of its own. The calling process may end without `stop`. */
export const startPostgres = async ({ durable }: PostgresOptions): Promise<PostgresServer> => {
  // In a process group of its own the keeper outlives Ctrl-C; it ends when its input is closed.
  const child = spawn(process.execPath, [keeper, durable ? "durable" : "fast"], {
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  })
  const exited = once(child, "exit")
  let [url, log] = ["", ""]
  child.stderr.setEncoding("utf8").on("data", (text: string) => (log += text))
  await Promise.race([
    exited,
    new Promise<void>((resolve) =>
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        url += text
        if (url.endsWith("\n")) resolve()
      }),
    ),
  ])
  if (!url.endsWith("\n")) throw new Error(`PostgreSQL did not start:\n${log}`)
  child.unref()
  for (const stream of [child.stdin, child.stdout, child.stderr])
    if ("unref" in stream && typeof stream.unref === "function") stream.unref()
  return {
    url: url.trimEnd(),
    stop: async () => {
      child.ref()
      child.stdin.end()
      await exited
    },
  }
}
