// Plain JavaScript that an old Node can parse: it runs before anything else.
var major = Number(process.versions.node.split(".")[0])
if (major !== 24) {
  console.error(
    "entrepot is tested on Node 24, and this is " +
      process.version +
      " at " +
      process.execPath +
      '. Run "npm ci", which brings Node 24 along, then use npm scripts or "npm exec".',
  )
  process.exit(1)
}
