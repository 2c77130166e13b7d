#pragma once

int test_main(void);
