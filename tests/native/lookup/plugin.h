#pragma once

enum { PLUGIN_OWN = 4242 };

#pragma GCC visibility push(default)
int cublasCreate_v2(void);
int curl_easy_perform(void);
void *plugin_bound(void);
void *plugin_lookup(void *handle, const char *name);
void *plugin_next(const char *name);
#pragma GCC visibility pop
