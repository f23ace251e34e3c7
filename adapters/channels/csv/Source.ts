/**
 * A file as a source of bytes: plain or gzip, recognised by its first bytes, from any place on.
 *
 * @module
 */
import { createHash } from "node:crypto"
import { createReadStream, promises } from "node:fs"
import { pipeline } from "node:stream"
import { createGunzip } from "node:zlib"

import { ChannelUnavailable, ContractDrift } from "entrepot/channels"

/** A file that was looked at: all that is read of it later are these bytes. */
export interface Source {
  readonly channel: string
  readonly path: string
  /** Bytes on the disk. */
  readonly size: number
  readonly gzip: boolean
  /** Of the size and both ends of the file. */
  readonly fingerprint: string
}

const chunkSize = 65_536

/** As much of each end goes into the fingerprint. */
const endBytes = 65_536

/** Looks at the file; throws a `ChannelError` where there is nothing to read. */
export const inspect = async (channel: string, path: string): Promise<Source> => {
  const file = await promises.open(path).catch((error: unknown) => {
    throw unavailable(channel, path, error)
  })
  try {
    const stat = await file.stat()
    if (!stat.isFile()) {
      const detail = `this is ${stat.isDirectory() ? "a folder" : "a device"}, not a file`
      throw new ContractDrift({ channel, where: path, detail })
    }
    const { size } = stat
    const head = await read(file, 0, Math.min(size, endBytes))
    const tail = await read(file, Math.max(0, size - endBytes), Math.min(size, endBytes))
    const hash = createHash("sha256").update(`${size}\n`).update(head).update(tail)
    const gzip = head[0] === 0x1f && head[1] === 0x8b
    return { channel, path, size, gzip, fingerprint: hash.digest("base64url").slice(0, 22) }
  } catch (error) {
    throw asChannelError(channel, path, error)
  } finally {
    await file.close()
  }
}

const read = async (
  file: promises.FileHandle,
  position: number,
  length: number,
): Promise<Uint8Array> => {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
  return buffer.subarray(0, bytesRead)
}

/** The unpacked bytes from an offset on, and how many bytes of the disk were read for them. */
export interface Bytes extends AsyncIterable<Buffer> {
  readonly bytesRead: () => number
}

/** Opens the file for reading; iterating throws a `ChannelError` where it breaks off. */
export const bytesFrom = (source: Source, offset: number): Bytes => {
  const { path, size, gzip } = source
  const start = gzip ? 0 : Math.min(offset, size)
  let bytesRead = () => start
  return {
    bytesRead: () => bytesRead(),
    async *[Symbol.asyncIterator]() {
      // A file that grows while it is read belongs to another fingerprint.
      if (start === size) return
      const disk = createReadStream(path, { start, end: size - 1 })
      bytesRead = () => start + disk.bytesRead
      const bytes: AsyncIterable<Buffer> = gzip
        ? pipeline(disk, createGunzip({ chunkSize }), () => {})
        : disk
      let skip = gzip ? offset : 0
      try {
        for await (const chunk of bytes) {
          if (skip < chunk.length) yield chunk.subarray(skip)
          skip = Math.max(0, skip - chunk.length)
        }
      } catch (error) {
        throw asChannelError(source.channel, path, error)
      } finally {
        disk.destroy()
      }
    },
  }
}

const byteOrderMark = Buffer.from("\uFEFF")

/** The offset at which the text begins: behind the byte order mark, if there is one. */
export const textStart = async (source: Source): Promise<number> => {
  for await (const chunk of bytesFrom(source, 0))
    return byteOrderMark.equals(chunk.subarray(0, byteOrderMark.length)) ? byteOrderMark.length : 0
  return 0
}

const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && "code" in error && typeof error.code === "string"

const unavailable = (channel: string, where: string, error: unknown): unknown => {
  if (!isSystemError(error)) return error
  if (error.code === "ENOENT" || error.code === "ENOTDIR")
    return new ChannelUnavailable({
      channel,
      where,
      reason: "missing",
      detail: "there is no such file",
    })
  const reason = error.code === "EACCES" || error.code === "EPERM" ? "denied" : "failed"
  return new ChannelUnavailable({ channel, where, reason, detail: error.message })
}

const asChannelError = (channel: string, where: string, error: unknown): unknown =>
  isSystemError(error) && error.code?.startsWith("Z_") === true
    ? new ContractDrift({ channel, where, detail: `the gzip file is broken: ${error.message}` })
    : unavailable(channel, where, error)
