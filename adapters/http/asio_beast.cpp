// The one compiled copy of Asio, its TLS part and Beast. Nothing of ours belongs here.
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
