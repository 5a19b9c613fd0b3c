// Package ext stands in for a module that is inside of Traefik's own, and that the proxy does not serve: it adds nothing.
package ext

// HTTP adds nothing to the configuration of HTTP.
type HTTP struct{}

// Router adds nothing to a router.
type Router struct{}
