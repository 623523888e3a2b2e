//go:build tools

// Package pulumi names the command that this module exists to build.
package pulumi

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
