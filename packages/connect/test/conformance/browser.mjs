// A browser for the conformance tool, whose login pages answer with a redirect at once.
await fetch(process.argv[2]);
