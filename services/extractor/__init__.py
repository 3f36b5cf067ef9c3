"""articles.cleaned → who claims what, where, when, how surely → claims.extracted."""
