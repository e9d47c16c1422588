// Owns: the start of the runtime in the worker, which needs a Main. Leaves everything else to Exports.
return;
