import { execFile } from "node:child_process"
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"

import { afterAll, assert, beforeAll, describe, it } from "vitest"

const root = fileURLToPath(new URL("../../", import.meta.url))
const read = (file: string): string => readFileSync(join(root, file), "utf8")

interface Manifest {
  readonly version: string
  readonly exports: Record<string, unknown>
  readonly dependencies: Record<string, string>
  readonly peerDependencies: Record<string, string>
}
const manifest: Manifest = JSON.parse(read("package.json"))

/** What a host installs beside entrepot; linked to our own copies, so that no network is needed. */
const beside = [
  ...Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }),
  "@types/node",
  "@types/pg",
]

/** The first `ts` fence of the README and the output that it promises. */
const firstExample = (): { readonly program: string; readonly output: string } => {
  const [, program, output] =
    /^```ts\n(.*?)^```\n+```text\n(.*?)^```$/ms.exec(read("README.md")) ?? []
  assert(program !== undefined && output !== undefined, "README has a ts fence, then a text fence")
  return { program, output }
}

describe("the package, installed in an empty project", () => {
  const host = mkdtempSync(join(tmpdir(), "entrepot-host-"))
  const installed = join(host, "node_modules/entrepot")
  const run = async (command: string, ...args: ReadonlyArray<string>): Promise<string> => {
    const child = promisify(execFile)(command, args, {
      cwd: host,
      env: { ...process.env, NO_COLOR: "1" },
    })
    const { stdout } = await child.catch((error) => {
      throw new Error(`${command} ${args.join(" ")}\n${error.stdout}${error.stderr}`)
    })
    return stdout
  }
  const subpaths = Object.keys(manifest.exports).filter((subpath) => subpath !== "./package.json")

  beforeAll(async () => {
    await run("npm", "pack", root, "--pack-destination", host, "--silent")
    writeFileSync(
      join(host, "package.json"),
      JSON.stringify({
        type: "module",
        dependencies: {
          entrepot: `file:entrepot-${manifest.version}.tgz`,
          ...Object.fromEntries(
            beside.map((name) => [name, `file:${join(root, "node_modules", name)}`]),
          ),
        },
      }),
    )
    await run("npm", "install", "--offline", "--no-audit", "--no-fund", "--no-package-lock")
    writeFileSync(
      join(host, "tsconfig.json"),
      JSON.stringify({
        compilerOptions: {
          module: "nodenext",
          target: "es2023",
          strict: true,
          noEmit: true,
          types: ["node"],
        },
      }),
    )
    writeFileSync(join(host, "example.ts"), firstExample().program)
    writeFileSync(
      join(host, "everything.ts"),
      subpaths
        .map(
          (path) => `export * as _${path.replaceAll(/\W/g, "_")} from "entrepot${path.slice(1)}"\n`,
        )
        .join(""),
    )
  }, 240_000)

  afterAll(() => rmSync(host, { recursive: true, force: true }))

  it("is a folder of its own", () => {
    assert.strictEqual(existsSync(join(installed, "package.json")), true)
    assert.strictEqual(existsSync(join(installed, "test")), false)
  })

  it("type-checks, strict and with no condition of ours", { timeout: 120_000 }, async () => {
    assert.strictEqual(
      await run(process.execPath, join(root, "node_modules/@typescript/native/bin/tsc")),
      "",
    )
  })

  it("runs the README's first example", { timeout: 60_000 }, async () => {
    assert.strictEqual(await run(process.execPath, "example.ts"), firstExample().output)
  })

  it("loads every public entry", { timeout: 60_000 }, async () => {
    await run(process.execPath, "everything.ts")
  })

  it("leads from each declaration to its TypeScript source", () => {
    const declarations = globSync("dist/**/*.d.ts", { cwd: installed })
    assert.isAbove(declarations.length, subpaths.length)
    for (const declaration of declarations) {
      const map = join(installed, `${declaration}.map`)
      const { sources }: { sources: ReadonlyArray<string> } = JSON.parse(readFileSync(map, "utf8"))
      for (const source of sources) {
        const target = join(dirname(map), source)
        assert.match(relative(installed, target), /^(src|adapters)\/.*\.ts$/)
        assert(existsSync(target), `${declaration} leads to ${source}, which is not shipped`)
      }
    }
  })
})
