// The SDK clients warn about Node 20 once per process; the pinned versions support it (README, "Versions").
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
// No test may reach an instance metadata service, whatever machine it is on.
process.env.AWS_EC2_METADATA_DISABLED = 'true';
