/** A way to the server that is cut in the midst of a commit. */
import { once } from "node:events"
import { connect, createServer, type Socket } from "node:net"

import { Effect } from "effect"

/** Where the connection of a commit is cut: before COMMIT reaches the server, or its answer us. */
export type Cut = "before COMMIT" | "before its answer"

/** The URL of a proxy before the server, and a switch after which the next commit is cut. */
export const proxied = (url: string) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const { hostname, port } = new URL(url)
      const sockets = new Set<Socket>()
      let cut: Cut | undefined
      const server = createServer((client) => {
        const upstream = connect(Number(port), hostname)
        let isLast = false
        const end = () => [client, upstream].forEach((socket) => socket.destroy())
        for (const socket of [client, upstream]) {
          sockets.add(socket)
          socket.on("error", end).on("close", end)
        }
        client.on("data", (data) => {
          const isCut = cut !== undefined && data.includes("COMMIT\0")
          if (isCut && cut === "before COMMIT") return end()
          isLast ||= isCut
          upstream.write(data)
        })
        upstream.on("data", (data) => (isLast ? end() : client.write(data)))
      }).listen(0, "127.0.0.1")
      await once(server, "listening")
      const address = server.address()
      const through = new URL(url)
      through.port = typeof address === "object" && address !== null ? `${address.port}` : ""
      const close = () => {
        for (const socket of sockets) socket.destroy()
        server.close()
      }
      return { url: through.href, cutNext: (at: Cut | undefined) => void (cut = at), close }
    }),
    ({ close }) => Effect.sync(close),
  )
