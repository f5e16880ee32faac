#pragma once

#include "app/sandbox/room/json.h"

#include <optional>
#include <string>
#include <string_view>

namespace bedside::sandbox {

//! One JSON-RPC 2.0 frame from a client: a call (id is set) or a notification. Answers of clients do not
//! occur.
struct RpcRequest
{
    Json id; //!< null for a notification; never answer one (the SDK throws)
    std::string method;
    Json params; //!< an object, possibly empty

    bool isCall() const { return !id.is_null(); }
};

//! A failed call as the client sees it; codes are those of HTTP.
struct RpcError
{
    int code = 400;
    std::string message;
};

//! Nothing when the frame is no JSON-RPC request.
std::optional<RpcRequest> parseRequest(std::string_view frame);
//! `result` null becomes {}: the SDK takes a falsy result for a failure.
std::string resultFrame(const Json &id, const Json &result);
std::string errorFrame(const Json &id, const RpcError &error);
std::string notificationFrame(const std::string &method, const Json &params);

} // namespace bedside::sandbox
